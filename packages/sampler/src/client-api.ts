import { importOptional, withoutTracing } from '@otel-xray/runtime';
import { readRulesPage, readTargets, type SamplingApi } from './sampling-api.ts';

/** The part of `XRayClient` that is used. */
export interface XRayClientLike {
  // biome-ignore lint/suspicious/noExplicitAny: the client's own type is a list of overloads, one for each command
  send(command: any, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

/** The calls through a client of `@aws-sdk/client-xray`, which signs them. The commands are imported at the first call. */
export function createClientApi(client: XRayClientLike): SamplingApi {
  return {
    async getSamplingRules(nextToken, abortSignal) {
      const { GetSamplingRulesCommand } = await loadCommands();
      const command = new GetSamplingRulesCommand(nextToken === undefined ? {} : { NextToken: nextToken });
      return readRulesPage(await withoutTracing(() => client.send(command, { abortSignal })));
    },
    async getSamplingTargets(report, abortSignal) {
      const { GetSamplingTargetsCommand } = await loadCommands();
      const { SamplingStatisticsDocuments: documents, SamplingBoostStatisticsDocuments: boosts } = report;
      const command = new GetSamplingTargetsCommand({
        SamplingStatisticsDocuments: documents.map(withDate),
        ...(boosts && { SamplingBoostStatisticsDocuments: boosts.map(withDate) }),
      });
      return readTargets(await withoutTracing(() => client.send(command, { abortSignal })));
    },
  };
}

function withDate<T extends { readonly Timestamp: number }>(document: T): Omit<T, 'Timestamp'> & { Timestamp: Date } {
  return { ...document, Timestamp: new Date(document.Timestamp * 1e3) };
}

function loadCommands(): Promise<typeof import('@aws-sdk/client-xray')> {
  return importOptional<typeof import('@aws-sdk/client-xray')>('@aws-sdk/client-xray').catch((cause: unknown) => {
    throw new Error('option client needs @aws-sdk/client-xray: npm install @aws-sdk/client-xray', { cause });
  });
}
