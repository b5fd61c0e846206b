import type { IncidentRecord } from '../../core/alerts.ts';
import { sentNothing } from '../../core/sent-nothing.ts';
import { iso } from './times.ts';
import type { Markdown } from './markdown.ts';

const MOST_ROWS = 500;

interface Entry {
  readonly at: number;
  /** Ours. */
  readonly what: string;
  /** May hold a stranger's text. */
  readonly detail: string;
}

/**
 * What became of it, and what was sent where, in order: the rows of a table, and how many earlier ones are left out.
 * `uneditable`: channels whose messages can't be changed.
 */
export function timeline(
  { notes, deliveries }: Pick<IncidentRecord, 'notes' | 'deliveries'>,
  uneditable: ReadonlySet<string>,
  { code }: Pick<Markdown, 'code'>,
): { readonly rows: readonly (readonly string[])[]; readonly earlier: number } {
  const nothing = sentNothing(
    deliveries.map(({ delivery }) => delivery),
    uneditable,
  );
  const sent = deliveries.flatMap((each) => deliveryEntries(each, nothing.has(each.delivery)));
  const entries = [...notes.map(noteEntry), ...sent].toSorted((a, b) => a.at - b.at);
  const shown = entries.slice(-MOST_ROWS);
  return {
    rows: shown.map(({ at, what, detail }) => [iso(at), what, code(detail)]),
    earlier: entries.length - shown.length,
  };
}

function noteEntry({ at, lastAt, count, step, reason, detail }: IncidentRecord['notes'][number]): Entry {
  const times = count === 1 ? '' : ` ×${count}, the last at ${iso(lastAt)}`;
  return { at, what: `${step}${times}`, detail: detail === '' ? reason : `${reason}: ${detail}` };
}

function deliveryEntries(
  { at, change, delivery }: IncidentRecord['deliveries'][number],
  nothingSent: boolean,
): readonly Entry[] {
  const { channel, state, attempts, messageId, triedAt, endedAt, reason, failures } = delivery;
  const message = messageId === null ? '' : `, message ${messageId}`;
  const why = state === 'dead' && reason !== null ? `, ${reason}` : '';
  return [
    ...failures.map((failure) => ({
      at: failure.at,
      what: `${change} not sent`,
      detail: `${channel}, try ${failure.attempt}: ${failure.reason}: ${failure.detail}`,
    })),
    {
      at: endedAt ?? triedAt ?? at,
      what: nothingSent ? `${change}: nothing to send` : `${change} ${state}`,
      detail: nothingSent
        ? `${channel}${message} stays as it is`
        : `${channel}, try ${attempts}${message}${why}`,
    },
  ];
}
