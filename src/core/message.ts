import type { EventId, TraceId } from './ids.ts';
import type { Severity } from './event.ts';
import type { IncidentState } from './incident.ts';

/** A thing a reader can press. `action` goes back to the program and is at most 64 bytes (Telegram's callback data). */
export interface Button {
  readonly label: string;
  readonly action: string;
}

/** A labelled line of a message. `at` (epoch milliseconds) is shown in the reader's own time where a platform can. */
export type Fact =
  | { readonly label: string; readonly text: string }
  | { readonly label: string; readonly at: number };

/** A picture beside a text that says the same. `about` is its alternative text: who sees no picture reads that. */
export interface MessageImage {
  readonly png: Uint8Array;
  readonly about: string;
}

/**
 * What a person reads, free of any platform's markup. Every string may hold a stranger's text: a channel shows it
 * as it is and never parses it.
 */
export interface Message {
  readonly title: string;
  /** Lines between title and body. */
  readonly facts?: readonly Fact[];
  /** May have several lines; empty where the title says it all. */
  readonly body: string;
  /** An absolute http(s) address, or `null`. */
  readonly link: string | null;
  /** Of an answer to a command; shown where a platform takes it, and nothing is lost where it does not. */
  readonly image?: MessageImage;
}

/** Where a message came from, for the line under it and for the trace. */
export interface Origin {
  readonly eventId: EventId;
  readonly traceId: TraceId;
  readonly source: string;
  readonly type: string;
  readonly time: number;
}

/** A platform's name for a message it holds: enough to edit it or reply to it after a restart. */
export interface MessageRef {
  /** The platform's id as a string, as `messageId` shows it. */
  readonly id: string;
  /** What the adapter needs besides (a chat id, a thread); stored as it is. */
  readonly place?: Readonly<Record<string, string>>;
}

/** One message to send. `nonce` is the same for every try of it, at most 25 characters. */
export type Outgoing =
  | {
      readonly kind: 'post';
      readonly message: Message;
      readonly severity: Severity;
      /** Of a card: how its incidents are, in place of the severity once they are over. `null`: it is no card. */
      readonly status: IncidentState | null;
      /** `null`: the message says itself where it is from. */
      readonly origin: Origin | null;
      readonly buttons: readonly Button[];
      readonly silent: boolean;
    }
  | {
      readonly kind: 'list';
      /** Every event by its title; the dispatcher keeps it within the channel's `limits`. */
      readonly entries: readonly {
        readonly title: string;
        readonly severity: Severity;
        /** Of a card, as in a post. */
        readonly status?: IncidentState | null;
        readonly origin: Origin;
      }[];
      readonly severity: Severity;
      readonly silent: boolean;
    }
  | {
      readonly kind: 'edit';
      readonly ref: MessageRef;
      readonly message: Message;
      readonly severity: Severity;
      readonly status: IncidentState | null;
      readonly buttons: readonly Button[];
      /** Where it can't be edited any more and is sent anew: makes no sound. */
      readonly silent: boolean;
    }
  | {
      readonly kind: 'reply';
      readonly ref: MessageRef;
      readonly message: Message;
      readonly severity: Severity;
      readonly silent: boolean;
    };

/** What every send carries besides the message itself. */
export interface SendContext {
  readonly nonce: string;
  /** True where an earlier try may have arrived: the process died, or an answer never came. */
  readonly possibleRepeat: boolean;
  /** Aborts when the lease runs out or the program must end. */
  readonly signal: AbortSignal;
}
