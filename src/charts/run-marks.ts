import type { ChartedRun } from '../core/latency-chart.ts';
import type { Verdict } from '../core/probe.ts';
import type { Frame } from './frame.ts';
import { INK } from './look.ts';
import { round } from './svg-text.ts';

const FEW = 100;
const MANY = 400;

/** A group of marks for each verdict, those that matter more above the others. */
export function runMarks(runs: readonly ChartedRun[], frame: Frame): string {
  const size = runs.length <= FEW ? 10 : runs.length <= MANY ? 8 : 6;
  return (['pass', 'unmeasured', 'fail'] as const)
    .map((verdict) => {
      const marks = runs.filter((run) => run.verdict === verdict).map((run) => markOfRun(run, frame, size));
      return `<g id="${verdict}">${marks.join('')}</g>`;
    })
    .join('\n');
}

/** A run without a latency stands on the bottom line. */
function markOfRun({ at, verdict, latencyMs }: ChartedRun, frame: Frame, size: number): string {
  const y = latencyMs === null || verdict === 'unmeasured' ? frame.bottom : frame.y(latencyMs);
  return mark(verdict, frame.x(at), y, size);
}

/** A dot, a cross or a ring: told apart by shape, by colour as well. `size` is half its width. */
export function mark(verdict: Verdict, centerX: number, centerY: number, size: number): string {
  const [x, y] = [round(centerX), round(centerY)];
  switch (verdict) {
    case 'pass':
      return `<circle cx="${x}" cy="${y}" r="${size}" fill="${INK.pass}" fill-opacity="0.75"/>`;
    case 'fail': {
      const arm = size + 2;
      return `<path d="M${round(x - arm)} ${round(y - arm)}l${2 * arm} ${2 * arm}m0 ${-2 * arm}l${-2 * arm} ${2 * arm}" stroke="${INK.fail}" stroke-width="5" stroke-linecap="round"/>`;
    }
    case 'unmeasured':
      return `<circle cx="${x}" cy="${y}" r="${size + 2}" fill="${INK.card}" stroke="${INK.unmeasured}" stroke-width="3.5"/>`;
  }
}
