import { describe, expect, it } from 'vitest';
import { latencyChart } from '../../src/charts/latency-chart.ts';
import type { LatencyChart } from '../../src/core/latency-chart.ts';
import { VERDICTS } from '../../src/core/probe.ts';
import { naughtyStrings } from '../support/corpora.ts';
import { chartOf, HOUR, hourlyRuns, UNTIL } from './chart-of.ts';
import { readSvg, type Svg } from './read-svg.ts';

function drawn(parts: Partial<LatencyChart>): Svg {
  return readSvg(latencyChart(chartOf(parts)));
}

function marksOf(svg: Svg): readonly number[] {
  return VERDICTS.map((verdict) => svg.group(verdict).length);
}

function topOf(svg: Svg): number {
  return Number(svg.group('grid').at(-1)?.attributes['y1']);
}

describe('a chart of latencies', () => {
  it('has a mark for every run, told apart by its shape', () => {
    const svg = drawn({ runs: hourlyRuns(720) });
    expect(marksOf(svg)).toEqual([697, 15, 8]);
    expect(svg.texts).toEqual(expect.arrayContaining(['697 passed', '15 failed', '8 not measured']));

    const [pass, fail, unmeasured] = VERDICTS.map((verdict) => svg.group(verdict)[0]);
    expect(pass).toMatchObject({ name: 'circle', attributes: { fill: expect.stringMatching(/^#/) } });
    expect(fail).toMatchObject({ name: 'path', attributes: { stroke: expect.stringMatching(/^#/) } });
    expect(unmeasured).toMatchObject({ name: 'circle', attributes: { stroke: expect.stringMatching(/^#/) } });
    expect(pass?.attributes).not.toHaveProperty('stroke');
  });

  it('says so where nothing ran yet, and has no axis of latencies then', () => {
    const svg = drawn({});
    expect(svg.texts).toContain('No runs yet');
    expect(svg.texts).not.toContain('0');
    expect(marksOf(svg)).toEqual([0, 0, 0]);
  });

  it('draws a single run where it belongs', () => {
    const from = UNTIL - 24 * HOUR;
    const runs = [{ at: UNTIL - 12 * HOUR, verdict: 'pass', latencyMs: 400 }] as const;
    const svg = drawn({ from, runs });
    expect(svg.group('pass')).toMatchObject([{ attributes: { cx: '608', cy: '276.8' } }]);
    expect(svg.texts).toEqual(expect.arrayContaining(['0', '100 ms', '500 ms', '1 passed', '0 failed']));
  });

  it('leaves out what lies outside its time', () => {
    const runs = [{ at: UNTIL + 1, verdict: 'fail', latencyMs: 900_000 }] as const;
    const svg = drawn({ runs, changes: [{ at: 5, kind: 'prompt' }] });
    expect(marksOf(svg)).toEqual([0, 0, 0]);
    expect(svg.group('changes')).toEqual([]);
  });

  it('stands what has no latency on the bottom line', () => {
    const at = UNTIL - HOUR;
    for (const verdict of ['pass', 'unmeasured'] as const) {
      const svg = drawn({ runs: [{ at, verdict, latencyMs: null }] });
      expect(svg.group(verdict)).toMatchObject([{ attributes: { cy: '640' } }]);
    }
    const svg = drawn({ runs: [{ at, verdict: 'unmeasured', latencyMs: 9_000 }] });
    expect(svg.group('unmeasured')).toMatchObject([{ attributes: { cy: '640' } }]);
  });

  it('has at most 1,500 marks, and hides no verdict by that', () => {
    const runs = hourlyRuns(30_000).map((run) => ({ ...run, at: UNTIL - (UNTIL - run.at) / 50 }));
    const svg = drawn({ runs });
    const [pass = 0, fail = 0, unmeasured = 0] = marksOf(svg);
    expect(pass + fail + unmeasured).toBeLessThanOrEqual(1_500);
    expect([pass, fail, unmeasured]).toEqual([417, 417, 334]);
    expect(svg.texts).toEqual(expect.arrayContaining(['29066 passed', '600 failed', '334 not measured']));
  });

  it('keeps one that took very long from pressing the others flat, and says how long it took', () => {
    const slow = { at: UNTIL - HOUR / 2, verdict: 'fail', latencyMs: 125_000 } as const;
    const svg = drawn({ runs: [...hourlyRuns(100), slow] });
    expect(svg.texts).toEqual(expect.arrayContaining(['up to', '125 s']));
    expect(svg.texts).toContain('2.5 s');
    expect(drawn({ runs: hourlyRuns(100) }).texts).not.toContain('up to');
  });

  it('shows the band with its figures, and none where it is not known', () => {
    const svg = drawn({ runs: hourlyRuns(9), band: { median: 1_100, limitMs: 1_900 } });
    expect(svg.texts).toEqual(expect.arrayContaining(['limit', '1.9 s', 'usual', '1.1 s']));
    const ids = svg.elements.map(({ attributes }) => attributes['id']);
    expect(ids).toEqual(expect.arrayContaining(['band', 'limit', 'median']));
    expect(latencyChart(chartOf({ runs: hourlyRuns(9) }))).not.toContain('"band"');
  });

  it('keeps the labels of the band apart and inside, however close its lines are', () => {
    for (const band of [
      { median: 1_000, limitMs: 1_001 },
      { median: 1, limitMs: 2 },
    ]) {
      const svg = drawn({ runs: hourlyRuns(50), band });
      const [limit = 0, usual = 0] = ['limit', 'usual'].map((name) => {
        const label = svg.elements.find(({ text }) => text === name);
        return Number(label?.attributes['y']);
      });
      expect(usual - limit).toBeGreaterThanOrEqual(64);
      expect(usual).toBeLessThan(640);
    }
  });
});

describe('changes in a chart', () => {
  it('are dashed lines with their kinds', () => {
    const changes = [
      { at: UNTIL - 3 * 24 * HOUR, kind: 'model' },
      { at: UNTIL - 3 * 24 * HOUR, kind: 'fingerprint' },
      { at: UNTIL - 20 * 24 * HOUR, kind: 'prompt' },
    ] as const;
    const svg = drawn({ runs: hourlyRuns(9), changes });
    expect(svg.group('changes')).toHaveLength(2);
    expect(svg.texts).toEqual(expect.arrayContaining(['prompt', 'model, fingerprint']));
  });

  it('are thirty lines at most', () => {
    const changes = Array.from({ length: 500 }, (_, i) => ({ at: UNTIL - i * HOUR, kind: 'model' }) as const);
    expect(drawn({ changes }).group('changes')).toHaveLength(30);
  });

  it('take their room from the runs, whose axis moves down', () => {
    const changes = [{ at: UNTIL - HOUR, kind: 'model' }] as const;
    const runs = hourlyRuns(9);
    expect(topOf(drawn({ runs, changes }))).toBe(topOf(drawn({ runs })) + 60);
  });
});

describe('a stranger’s words in a chart', () => {
  it.each([
    ['</text><script>alert(1)</script>', '</text><script>alert(1)</script>'],
    ['a\u0000b\u0007c\ufffe', 'a b c\ufffd'],
    ['safe\u202egnp.exe', 'safe\\u{202e}gnp.exe\\u{202c}'],
    ['&lt;"\'', '&lt;"\''],
    ['half \ud83d', 'half \ufffd'],
    ['two\nlines', 'two lines'],
  ])('%j stands there as text', (title, expected) => {
    const svg = drawn({ title, subtitle: title });
    expect(svg.texts[0]).toBe(expected);
    expect(svg.texts[1]).toBe(expected);
  });

  it('are cut to what the width holds, at the cost of that alone', () => {
    const title = 'x'.repeat(10_000_000);
    const svg = drawn({ title, subtitle: title });
    expect(svg.texts.slice(0, 2)).toEqual([`${'x'.repeat(32)}…`, `${'x'.repeat(52)}…`]);
  });

  it('never break it, whatever they are', () => {
    const shape = drawn({}).elements.map(({ name }) => name);
    for (let i = 0; i < naughtyStrings.length; i += 2) {
      const [title = '', subtitle = ''] = naughtyStrings.slice(i, i + 2);
      const svg = latencyChart(chartOf({ title, subtitle }));
      expect(readSvg(svg).elements.map(({ name }) => name)).toEqual(shape);
      // oxlint-disable-next-line no-control-regex -- no XML may hold them
      expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ufffe\uffff]/);
    }
  });
});
