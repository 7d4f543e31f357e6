// Requests of the demo to X-Ray, through the AWS SDK as in any program.
import {
  BatchGetTracesCommand,
  GetTraceSummariesCommand,
  paginateGetServiceGraph,
  paginateGetTraceSummaries,
  XRayClient,
} from '@aws-sdk/client-xray';

/** A client for an X-Ray at `endpoint`, and its questions. Times are dates. */
export function openXRay(endpoint) {
  const client = new XRayClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    async services(StartTime, EndTime) {
      return all(paginateGetServiceGraph({ client }, { StartTime, EndTime }), 'Services');
    },
    async summaries(StartTime, EndTime) {
      return all(paginateGetTraceSummaries({ client }, { StartTime, EndTime }), 'TraceSummaries');
    },
    /** The newest trace that a filter expression selects. */
    async find(StartTime, EndTime, FilterExpression) {
      const { TraceSummaries } = await client.send(
        new GetTraceSummariesCommand({ StartTime, EndTime, FilterExpression }),
      );
      if (TraceSummaries.length === 0) throw new Error(`X-Ray has no trace for ${FilterExpression}`);
      return TraceSummaries[0];
    },
    /** The segments of one trace, parsed. */
    async documents(traceId) {
      const { Traces } = await client.send(new BatchGetTracesCommand({ TraceIds: [traceId] }));
      return Traces[0].Segments.map(({ Document }) => JSON.parse(Document));
    },
    close: () => client.destroy(),
  };
}

async function all(pages, key) {
  const items = [];
  for await (const page of pages) items.push(...page[key]);
  return items;
}
