import type { Action } from './action.ts';
import { readObjects } from './parameters.ts';

/** Stores the reports of daemons about themselves. */
export const putTelemetryRecords: Action = (input, { store, intake, now, sender }) => {
  intake.log.countCall('telemetryRecords');
  const about = {
    EC2InstanceId: input['EC2InstanceId'],
    Hostname: input['Hostname'],
    ResourceARN: input['ResourceARN'],
  };
  const records = readObjects(input, 'TelemetryRecords').map((record) => JSON.stringify({ ...about, ...record }));
  store.addTelemetry(records, now(), sender);
  return {};
};
