import type { FarEndReason } from '../core/far-end.ts';

/** Why a chat most likely does not take what it is sent. `null`: the reason alone does not tell. */
export const CAUSES: Readonly<Record<FarEndReason, string | null>> = {
  'rate-limited': 'The platform asks for a pause: more was sent than it takes.',
  'server-error': 'The platform has trouble of its own.',
  unreachable: 'The platform can’t be reached from here: no connection to it comes about.',
  network: 'The platform can’t be reached from here.',
  timeout: 'The platform did not answer in time.',
  unauthorized: 'The token was refused.',
  forbidden: 'The bot was removed from the chat, or may not write there.',
  'not-found': 'The chat, or the topic in it, does not exist (any more).',
  refused: null,
};
