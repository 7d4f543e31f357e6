import { describe, expect, it } from 'vitest';
import { rowTexts, useStage } from './console-page.ts';
import { entityId, makeOrder, NOW_MILLIS, traceIdOf } from './documents.ts';

const FAILING = 3;
const REASON = `refused: ${'the stock is reserved by another order, '.repeat(40)}`;
/** A request whose failure is thrown once, and rethrown by each of its callers. */
function makeRethrown(trace: number): Record<string, unknown> {
  const start = NOW_MILLIS / 1_000 - 10 + trace / 100;
  const failed = (entity: number, name: string, type: string, message: string) => ({
    ...{ id: entityId(trace, entity), name, start_time: start, end_time: start + 0.1, fault: true },
    cause: {
      working_directory: '/app',
      exceptions: [
        {
          id: entityId(trace, 20 + entity),
          type,
          message,
          stack: [{ path: `/app/src/${name}.ts`, line: 7, label: name }],
        },
      ],
    },
  });
  const query = failed(3, 'query', 'StockError', `${trace} ${REASON}`);
  const reserve = { ...failed(2, 'reserve', 'ReserveError', 'cannot reserve'), subsegments: [query] };
  return {
    ...failed(1, 'stock-api', 'HttpError', 'internal'),
    ...{ trace_id: traceIdOf(trace, start), origin: 'AWS::EC2::Instance', subsegments: [reserve] },
    annotations: { warehouse: 'Cork' },
    http: { request: { method: 'GET', url: 'http://stock.internal/reserve' }, response: { status: 500 } },
  };
}
const orders = Array.from({ length: 6 }, (_, n) => makeOrder(n + 1));
const stage = useStage(orders);

describe('errors by root cause', () => {
  it('one group for a failure that is rethrown, with the stack in view below a long message', async () => {
    await stage.xray.ingest(Array.from({ length: FAILING }, (_, n) => makeRethrown(100 + n)));
    const page = await stage.open('#/errors');
    const groups = page.locator('.errors .row-button');
    await expect.poll(() => groups.count()).toBe(1);
    await groups.filter({ hasText: 'StockError' }).click();
    const details = page.locator('.error-details');
    await expect
      .poll(() => details.innerText())
      .toMatch(/reserve ReserveError cannot reserve 3\s+stock-api HttpError internal 3/);
    await expect.poll(() => details.innerText()).toContain(`${FAILING} times in ${FAILING} traces`);
    const frame = await details.getByText('query.ts:7').boundingBox();
    expect(frame?.y).toBeLessThan(500);
    await details.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(() => details.innerText()).toContain(REASON.trim());
    await page.getByRole('tab', { name: /Failed without exception/ }).click();
    await page.getByText('Every failure says what it failed with').waitFor();
  });

  it('lists exactly the traces of a group, also those that come, and explains them', async () => {
    const page = await stage.open('#/errors');
    await page.locator('.errors .row-button').click();
    await page.getByRole('button', { name: 'View traces' }).click();
    await expect.poll(() => rowTexts(page)).toHaveLength(FAILING);
    await page.locator('.chip', { hasText: 'StockError' }).waitFor();
    // No row may enter below the pointer.
    await page.mouse.move(0, 0);
    await stage.xray.ingest([makeRethrown(150), ...makeOrder(60).documents]);
    await expect.poll(() => rowTexts(page)).toHaveLength(FAILING + 1);
    await page.keyboard.press('d');
    await expect
      .poll(() => page.locator('.difference-list').innerText())
      .toMatch(/warehouse "Cork"\s+100 %\s+4 these\s+0 %\s+0 others/);
    await page.getByRole('button', { name: 'Show traces with other errors, too' }).click();
    await expect.poll(() => rowTexts(page)).toHaveLength(FAILING + 1 + orders.length + 1);
  });
});
