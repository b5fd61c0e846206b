import { clip, oneLine } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import type { Fact, Message } from '../../core/message.ts';
import { totalSums } from '../../core/spend-sums.ts';
import { budgetLines } from './budget-lines.ts';
import type { CanaryCounts, DigestInput, IncidentCounts } from './digest-input.ts';
import { latencyLines } from './latency-lines.ts';
import { saySpent, spendLines } from './spend-lines.ts';

const MOST_NAMES = 3;
const NAME_UNITS = 40;
const TITLE_UNITS = 80;

/**
 * A day or a week in at most 15 lines, the sum in the title: `Last 24 h: $1.42 (+12 %), 1,204 calls, all canaries passed`.
 * What is nothing is not said. `zone`: IANA name.
 */
export function digestMessage(input: DigestInput, zone: string): Message {
  const { span, canaries, incidents, comparable } = input;
  const title = [
    `${span === 'day' ? 'Last 24 h' : 'Last 7 days'}: ${saySpent(input)}`,
    ...sayCanariesShort(canaries),
    ...(incidents.open.length === 0 ? [] : [`${countOf(incidents.open.length, 'incident')} open`]),
  ].join(', ');
  const facts: readonly Fact[] = [
    ...spendLines(input),
    ...latencyLines(input.latencies),
    ...canaryLines(canaries),
    ...incidentLines(incidents),
    ...budgetLines(input.budgets, input.now, zone),
  ];
  const calls = totalSums([...input.spend.present.values()]).calls;
  const against = span === 'day' ? 'the 24 h before' : 'the 7 days before';
  const body =
    calls === 0
      ? ''
      : comparable
        ? `Held against ${against}.`
        : `Held against nothing: ${against} are not all on the books.`;
  return { title, facts, body, link: null };
}

function sayCanariesShort({ ran, passed, failed, unmeasured, failing }: CanaryCounts): readonly string[] {
  if (ran === 0) return [];
  if (failing.length > 0) return [`${countOf(failing.length, 'canary', 'canaries')} failing`];
  if (failed > 0) return [`${countOf(failed, 'canary run')} failed`];
  if (passed === 0) return ['no canary was measured'];
  return [unmeasured === 0 ? 'all canaries passed' : 'no canary failed'];
}

function canaryLines({ ran, passed, failed, unmeasured, failing }: CanaryCounts): readonly Fact[] {
  if (ran === 0) return [];
  const counts = [
    `${passed} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(unmeasured === 0 ? [] : [`${unmeasured} not measured`]),
  ];
  return [
    {
      label: 'Canaries',
      text: `${countOf(passed + failed + unmeasured, 'run')} of ${ran}: ${counts.join(', ')}`,
    },
    ...(failing.length === 0 ? [] : [{ label: 'Failing now', text: someOf(failing, NAME_UNITS) }]),
  ];
}

function incidentLines({ opened, resolved, open }: IncidentCounts): readonly Fact[] {
  const counts = [
    ...(opened === 0 ? [] : [`${opened} opened`]),
    ...(resolved === 0 ? [] : [`${resolved} resolved`]),
    ...(open.length === 0 ? [] : [`${open.length} still open`]),
  ];
  return [
    ...(counts.length === 0 ? [] : [{ label: 'Incidents', text: counts.join(', ') }]),
    ...(open.length === 0
      ? []
      : [{ label: 'Open', text: someOf(open.slice(0, 1), TITLE_UNITS, open.length) }]),
  ];
}

/** Names on one line, each clipped, and how many more there are. */
function someOf(names: readonly string[], units: number, all = names.length): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => clip(oneLine(name), units));
  const more = all - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
