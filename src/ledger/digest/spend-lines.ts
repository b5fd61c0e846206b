import { sayDollars } from '../../core/amount.ts';
import { clip, oneLine } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import type { SpendSums } from '../../core/ledger.ts';
import type { Fact } from '../../core/message.ts';
import { costOf, NO_SUMS, totalSums } from '../../core/spend-sums.ts';
import type { DigestInput, SpanOf } from './digest-input.ts';

const CANARY = /^canary:/;
const NAME_UNITS = 40;
const MOST_NAMES = 3;
/** What moved by less is not told: a cent, and a twentieth of all. */
const LEAST_MOVE_PICO = 10_000_000_000n;
const LEAST_PART = 20n;
const NUMBER = new Intl.NumberFormat('en-US');

type Spend = Pick<DigestInput, 'spend' | 'comparable'>;
type Named = readonly [workflow: string, pico: bigint];

/** `$1.42 (+12 %), 1,204 calls`; `at least` where the cost of some is not known. */
export function saySpent({ spend, comparable }: Spend): string {
  const [present, before] = [totalOf(spend.present), totalOf(spend.before)];
  if (present.calls === 0) return 'no calls';
  const known = sayCost(present);
  const change =
    comparable && present.unpriced + before.unpriced === 0 ? sayChange(costOf(present), costOf(before)) : '';
  return `${known}${change}, ${NUMBER.format(present.calls)} ${present.calls === 1 ? 'call' : 'calls'}`;
}

/** What is not known, what spends most, what moved most, and what the canaries themselves cost. */
export function spendLines({ spend, comparable }: Spend): readonly Fact[] {
  const { present } = spend;
  const total = totalOf(present);
  const canaries = totalSums([...present].filter(([name]) => CANARY.test(name)).map(([, sums]) => sums));
  const most = named(present, (_workflow, sums) => costOf(sums)).filter(([, pico]) => pico > 0n);
  const moves = comparable ? movesOf(spend, costOf(total)) : [];
  return [
    ...(total.unpriced === 0
      ? []
      : [{ label: 'Not in it', text: `${countOf(total.unpriced, 'call')} of unknown cost` }]),
    ...line('Most', most, (pico) => sayDollars(pico)),
    ...line('Up', moves, (pico) => `+${sayDollars(pico)}`),
    ...line(
      'Down',
      moves
        .filter(([, pico]) => pico < 0n)
        .map(([workflow, pico]) => [workflow, -pico] as const)
        .toReversed(),
      (pico) => `−${sayDollars(pico)}`,
    ),
    ...(canaries.calls === 0
      ? []
      : [{ label: 'Canaries cost', text: `${sayCost(canaries)}, ${countOf(canaries.calls, 'call')}` }]),
  ];
}

function sayCost(sums: SpendSums): string {
  const cost = costOf(sums);
  if (sums.unpriced === 0) return sayDollars(cost);
  return cost === 0n && sums.unpriced === sums.calls ? 'cost unknown' : `at least ${sayDollars(cost)}`;
}

/** ` (+12 %)`; empty where there was nothing before. */
function sayChange(present: bigint, before: bigint): string {
  if (before <= 0n) return '';
  const percent = Math.round((Number(present - before) / Number(before)) * 100);
  if (percent === 0) return ' (as before)';
  return ` (${percent > 0 ? '+' : '−'}${NUMBER.format(Math.abs(percent))} %)`;
}

/** By how much workflows moved, what rose most first. Not canaries: they have a line of their own. */
function movesOf(spend: SpanOf<ReadonlyMap<string, SpendSums>>, total: bigint): readonly Named[] {
  const all = new Map([...spend.before, ...spend.present]);
  return named(
    all,
    (workflow) =>
      costOf(spend.present.get(workflow) ?? NO_SUMS) - costOf(spend.before.get(workflow) ?? NO_SUMS),
  ).filter(([workflow, pico]) => !CANARY.test(workflow) && isMove(pico < 0n ? -pico : pico, total));
}

function isMove(size: bigint, total: bigint): boolean {
  return size >= LEAST_MOVE_PICO && size * LEAST_PART >= total;
}

function named(
  of: ReadonlyMap<string, SpendSums>,
  pico: (workflow: string, sums: SpendSums) => bigint,
): readonly Named[] {
  return [...of]
    .map(([workflow, sums]) => [workflow, pico(workflow, sums)] as const)
    .toSorted(([, one], [, other]) => (one > other ? -1 : one < other ? 1 : 0));
}

function line(label: string, all: readonly Named[], say: (pico: bigint) => string): readonly Fact[] {
  const shown = all.filter(([, pico]) => pico > 0n).slice(0, MOST_NAMES);
  if (shown.length === 0) return [];
  return [
    {
      label,
      text: shown.map(([workflow, pico]) => `${clip(oneLine(workflow), NAME_UNITS)} ${say(pico)}`).join(', '),
    },
  ];
}

function totalOf(of: ReadonlyMap<string, SpendSums>): SpendSums {
  return totalSums([...of.values()]);
}
