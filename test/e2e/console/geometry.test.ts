import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useStage } from './console-page.ts';
import { makeOrders } from './documents.ts';

// Where nodes, lines, rows and bars are, exactly, on any machine: pictures differ by fonts, these do not.
// XRAY_GOLDEN=renew writes them anew; read the difference.
const orders = makeOrders();
const stage = useStage(orders);

async function expectGolden(name: string, draw: () => Promise<unknown>): Promise<void> {
  const file = join(import.meta.dirname, 'golden', `${name}.json`);
  if (process.env['XRAY_GOLDEN'] === 'renew') writeFileSync(file, `${JSON.stringify(await draw(), null, 2)}\n`);
  await expect.poll(draw).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}

it('the service map', async () => {
  const page = await stage.open('#/service-map');
  await page.locator('[data-node] .map-name').first().waitFor();
  const draw = () =>
    page.evaluate(() => ({
      nodes: [...document.querySelectorAll('[data-node]')].map((node) => ({
        name: node.querySelector('[role="button"]')?.getAttribute('aria-label'),
        place: node.getAttribute('transform'),
        ring: [...node.querySelectorAll('.map-ring')].map((arc) => [arc.getAttribute('class'), arc.getAttribute('d')]),
      })),
      lines: [...document.querySelectorAll('[data-edge]')].map((edge) => ({
        name: edge.getAttribute('aria-label'),
        path: edge.querySelector('.map-line')?.getAttribute('d'),
        isLink: edge.querySelector('.map-link') !== null,
      })),
    }));
  await expectGolden('service-map', draw);
});

it.each([
  ['trace-failed', 1],
  ['trace-slow', 10],
])('%s', async (name, index) => {
  const page = await stage.open(`#/traces/${orders[index]!.traceId}`);
  await page.locator('.pane .facts, .pane .exception').first().waitFor();
  const draw = () =>
    page.evaluate(() => ({
      rows: [...document.querySelectorAll<HTMLElement>('.timeline-row')].map((row) => ({
        name: row.querySelector('bdi')?.textContent,
        top: row.style.top,
        level: row.getAttribute('aria-level'),
        indent: row.querySelector<HTMLElement>('.timeline-indent')?.style.width,
        bars: [...row.querySelectorAll<HTMLElement>('.bar-at')].map(({ className, style }) => [
          className,
          ...[style.left, style.width].map((length) =>
            length.replace(/\d+\.\d+/g, (number) => Number(number).toFixed(2)),
          ),
        ]),
      })),
      selected: document.querySelector('.pane')?.getAttribute('data-entity'),
      minimap: [...document.querySelectorAll('.minimap rect')].map(
        (rect) => `${rect.getAttribute('class')} ${Number(rect.getAttribute('height')).toFixed(1)}`,
      ),
    }));
  await expectGolden(name, draw);
});

it('the list', async () => {
  const page = await stage.open('#/traces?columns=tier');
  await page.locator('.traces .row').first().waitFor();
  const draw = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.traces .row')].map((row) => ({
        top: row.style.top,
        cells: [...row.children].map((cell) => cell.textContent?.trim()),
        bar: Number.parseFloat(row.querySelector<HTMLElement>('.response-bar')?.style.width ?? '').toFixed(1),
      })),
    );
  await expectGolden('traces', draw);
});
