import { importBuilt, requirePeer } from './peers.mjs';
import { loop, race } from './race.mjs';

export const packages = ['id-generator'];

const GOALS = { generateTraceId: 0.6, generateSpanId: 0.65 };

export async function run() {
  const { AWSXRayIdGenerator } = await importBuilt('id-generator');
  const official = requirePeer('@opentelemetry/id-generator-aws-xray');
  const sdk = requirePeer('@opentelemetry/sdk-trace-base');
  const generators = {
    'otel-xray': new AWSXRayIdGenerator(),
    'id-generator-aws-xray': new official.AWSXRayIdGenerator(),
    'sdk RandomIdGenerator (not crypto)': new sdk.RandomIdGenerator(),
  };
  return Object.entries(GOALS).flatMap(([method, goal]) => {
    // Reading one character makes a string flat: an id that is only a list of pieces would cost its reader.
    const body = `sink += generator.${method}().charCodeAt(7);`;
    const subjects = Object.fromEntries(
      Object.entries(generators).map(([name, generator]) => [name, loop(body, { generator })]),
    );
    const results = race(subjects, 'id-generator-aws-xray');
    return Object.entries(results).map(([subject, { ratio, nanos }]) => ({
      what: method,
      subject,
      reference: 'id-generator-aws-xray',
      ratio,
      value: `${Math.round(nanos)} ns`,
      goal: subject === 'otel-xray' ? goal : undefined,
    }));
  });
}
