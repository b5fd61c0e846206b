import type { Event } from '../core/event.ts';
import type { Message } from '../core/message.ts';

/** Messages for one kind of sender, known by the shape of its data. Adding one: a file, and a line in `index.ts`. */
export interface BuiltIn {
  readonly name: string;
  /** Never throws. */
  fits(event: Event): boolean;
  /** Only called where it fits. Whatever the data lacks is left out of the message. */
  render(event: Event): Message;
}
