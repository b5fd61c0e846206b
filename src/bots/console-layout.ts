import { styleText } from 'node:util';
import { clip } from '../core/clip.ts';
import { countOf } from '../core/count-of.ts';
import { MINUTE_MS } from '../core/duration.ts';
import { escapeControls } from '../core/escape.ts';
import type { Severity } from '../core/event.ts';
import type { IncidentState } from '../core/incident.ts';
import type { Button, Fact, Message, Origin, Outgoing } from '../core/message.ts';
import { createTimeOfDay } from '../core/time-of-day.ts';
import { wrap } from '../core/wrap.ts';
import type { ChannelDeps } from './channel-adapter.ts';
import { createDateAndTime } from './date-and-time.ts';
import { fitFacts, labelOf } from './facts.ts';

type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** One line: `lead` is ours and never holds a stranger's text; `text` may, and has gone through `clean`. */
interface Row {
  readonly lead: string;
  readonly leadStyle: Style;
  readonly text: string;
  readonly style: Style;
}

// As wide as `HH:MM:SS` and its spaces, so that nothing of a message stands where a time would.
const INDENT = ' '.repeat(10);
const BODY = `${INDENT}│ `;
/** Buttons whose action is a command of the command line, too. */
const TYPED = /^(?:ack|mute|trace) /;
const MARKS = { info: '●', warning: '▲ warning:', critical: '■ CRITICAL:' } as const satisfies Record<
  Severity,
  string
>;
const STYLES = { info: 'cyan', warning: 'yellow', critical: 'red' } as const satisfies Record<
  Severity,
  Style
>;
const STATE_STYLES = { acknowledged: 'magenta', muted: 'gray', resolved: 'green' } as const satisfies Record<
  Exclude<IncidentState, 'firing'>,
  Style
>;

/** In words as well as by its sign: what is over is not critical any more, what is acknowledged still is. */
function markOf(severity: Severity, status: IncidentState | null): string {
  if (status === 'resolved') return '✔ Resolved:';
  const state = status === null || status === 'firing' ? '' : `(${status}) `;
  return state + MARKS[severity];
}

function row(lead: string, text: string, style: Style): Row {
  return { lead, leadStyle: 'dim', text, style };
}

/**
 * Makes the block of lines that a message is printed as, line end included. Every line begins with a time or with
 * the indent and a bar, arrow or bracket of ours, whatever the message holds.
 */
export function createLayout(deps: ChannelDeps): (outgoing: Outgoing, possibleRepeat: boolean) => string {
  const timeOfDay = createTimeOfDay(deps.timezone);
  const dateAndTime = createDateAndTime(deps.timezone);
  const clean = (text: string): string => escapeControls(deps.redact(text));

  function head(severity: Severity, status: IncidentState | null, note: string, title: string): Row {
    const time = timeOfDay(deps.clock.now());
    const lead = `${time}  ${note}${markOf(severity, status)} `;
    const leadStyle = status === null || status === 'firing' ? STYLES[severity] : STATE_STYLES[status];
    return { lead, leadStyle, text: title, style: 'bold' };
  }

  /** A sign of its own before it: no line of a body can pretend to be one. */
  function factRow(fact: Fact, textLength: number): Row {
    const text = 'at' in fact ? dateAndTime(fact.at) : clip(clean(fact.text), textLength);
    return row(`${INDENT}├ ${clean(labelOf(fact))}: `, text, 'reset');
  }

  function below(message: Message): Row[] {
    const body = message.body === '' ? [] : deps.redact(message.body).split(/\r\n|\n/);
    const rows: Row[] = [
      ...fitFacts(message.facts ?? [], Infinity, factRow),
      ...body.map((line) => row(BODY, escapeControls(line), 'reset')),
    ];
    if (message.link !== null) rows.push(row(`${INDENT}→ `, clean(message.link), 'underline'));
    return rows;
  }

  function under(origin: Origin): Row {
    const parts = [origin.source, origin.type, origin.eventId, origin.traceId].map(clean);
    // The time in front is the printing's; an event that had to wait says when it came.
    if (deps.clock.now() - origin.time >= MINUTE_MS)
      parts.push(`received ${new Date(origin.time).toISOString()}`);
    return row(`${INDENT}└ `, parts.join(' · '), 'dim');
  }

  /** Nothing can be pressed here: what the buttons stand for, as it is typed. */
  function buttonRow(buttons: readonly Button[]): Row[] {
    const typed = buttons.filter(({ action }) => TYPED.test(action));
    if (typed.length === 0) return [];
    const commands = typed.map(({ action }) => `[npx pithead ${clean(action)}]`);
    return [row(INDENT, commands.join(' '), 'dim')];
  }

  function rowsOf(outgoing: Outgoing, repeat: string): Row[] {
    if (outgoing.kind === 'list') {
      return [
        head(outgoing.severity, null, repeat, countOf(outgoing.entries.length, 'message')),
        ...outgoing.entries.map(({ title, severity, status = null, origin }) => {
          const lead = `${BODY}${timeOfDay(origin.time)} ${markOf(severity, status)} `;
          return row(lead, `${clean(title)} · ${clean(origin.source)} · ${origin.eventId}`, 'reset');
        }),
      ];
    }
    const { kind, message, severity } = outgoing;
    const status = kind === 'reply' ? null : outgoing.status;
    // What a mark says stands before the title: a title can't pretend to be one.
    const mark = kind === 'post' ? '' : `(${kind === 'edit' ? 'edited' : 're'} #${clean(outgoing.ref.id)}) `;
    return [
      head(severity, status, repeat + mark, clean(message.title)),
      ...below(message),
      ...(kind === 'reply' ? [] : buttonRow(outgoing.buttons)),
      ...(kind === 'post' && outgoing.origin !== null ? [under(outgoing.origin)] : []),
    ];
  }

  function print(row: Row): string[] {
    const columns = deps.tty ? deps.stdout.columns : undefined;
    // A symbol in the lead may be two cells wide; one cell is kept free, where the cursor of some terminals wraps.
    const pieces = columns === undefined ? [row.text] : wrap(row.text, columns - row.lead.length - 3);
    return pieces.map(
      (piece, i) =>
        paint(i === 0 ? row.leadStyle : 'dim', i === 0 ? row.lead : BODY) + paint(row.style, piece),
    );
  }

  function paint(style: Style, text: string): string {
    return deps.colour && style !== 'reset' && text !== ''
      ? styleText(style, text, { validateStream: false })
      : text;
  }

  return (outgoing, possibleRepeat) =>
    rowsOf(outgoing, possibleRepeat ? '(possible repeat) ' : '')
      .flatMap(print)
      .map((line) => `${line}\n`)
      .join('');
}
