import { expect, it } from 'vitest';
import { latencyChart } from '../../src/charts/latency-chart.ts';
import { createChartRenderer } from '../../src/charts/png.ts';
import { chartOf, HOUR, hourlyRuns, UNTIL } from './chart-of.ts';

const CHART = latencyChart(
  chartOf({
    runs: hourlyRuns(720),
    band: { median: 1_200, limitMs: 1_500 },
    changes: [{ at: UNTIL - 99 * HOUR, kind: 'model' }],
  }),
);
const SMALL = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>';

it('makes a PNG of 1200 by 800, small enough for a phone, and leaves the event loop to others meanwhile', async () => {
  let turns = 0;
  let drawing = true;
  const turn = (): void => {
    turns += 1;
    if (drawing) setImmediate(turn);
  };
  turn();
  const png = Buffer.from(await createChartRenderer()(CHART));
  drawing = false;

  expect(turns).toBeGreaterThan(100);
  expect(png.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_200, 800]);
  expect(png.length).toBeLessThan(200 * 1_024);
});

it('draws letters, in both weights', async () => {
  const render = createChartRenderer();
  const svg = latencyChart(chartOf({}));
  const [png, thin, bare] = await Promise.all([
    render(svg),
    render(svg.replaceAll(' font-weight="bold"', '')),
    render(svg.replace(/<text.*?<\/text>/gs, '')),
  ]);
  expect(png.length).toBeGreaterThan(bare.length + 5_000);
  expect(Buffer.compare(png, thin)).not.toBe(0);
});

it('says why it can’t draw what is no SVG, and draws the next', async () => {
  const render = createChartRenderer();
  const drawn = await Promise.allSettled([render(''), render(CHART.slice(0, 2_000)), render(SMALL)]);
  const reason = { message: expect.stringMatching(/^The chart can't be drawn: SVG .{5,200}$/) };
  expect(drawn).toMatchObject([
    { status: 'rejected', reason },
    { status: 'rejected', reason },
    { status: 'fulfilled' },
  ]);
});

it('lets three wait for the first, and turns a fifth away', async () => {
  const render = createChartRenderer();
  const drawn = await Promise.allSettled(Array.from({ length: 5 }, () => render(SMALL)));
  expect(drawn.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 4 }, () => 'fulfilled'),
    'rejected',
  ]);
});
