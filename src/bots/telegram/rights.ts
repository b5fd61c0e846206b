import { z } from 'zod';
import type { Finding } from '../../core/finding.ts';

const memberSchema = z.object({
  status: z.string(),
  is_member: z.boolean().optional(),
  can_send_messages: z.boolean().optional(),
  can_post_messages: z.boolean().optional(),
  can_pin_messages: z.boolean().optional(),
  can_edit_messages: z.boolean().optional(),
});

/**
 * Whether the bot may write, as a ChatMember says (https://core.telegram.org/bots/api#chatmember). `mustPin`: it is no
 * private chat, and a message is to be pinned in it.
 */
export function readRights(member: unknown, mustPin: boolean): Omit<Finding, 'about'> {
  const parsed = memberSchema.safeParse(member);
  if (!parsed.success) return { state: 'unknown', detail: 'Telegram said nothing that is known', fix: null };
  const { status, is_member: isMember, can_send_messages: maySend, can_post_messages: mayPost } = parsed.data;
  if (status === 'left') return problem('the bot is not in the chat', 'add the bot to the chat');
  if (status === 'kicked') {
    return problem('the bot was removed from the chat', 'let an admin of the chat add the bot again');
  }
  if (status === 'restricted' && (isMember === false || maySend !== true)) {
    return problem(
      'the bot may not send messages there',
      'let an admin of the chat allow the bot to send messages',
    );
  }
  if (status === 'administrator' && mayPost === false) {
    return problem(
      'the bot may not post in this channel',
      'let an admin give the bot the right to post messages',
    );
  }
  if (mustPin && !mayPin(parsed.data)) {
    return problem(
      'the bot may write there, but not pin the heartbeat',
      'let an admin make the bot an admin with the right to pin messages (in a channel: to edit messages)',
    );
  }
  return { state: 'ok', detail: `may write there, as ${status}`, fix: null };
}

/** Only admins' rights count (https://core.telegram.org/bots/api#pinchatmessage). */
function mayPin({ status, ...may }: z.infer<typeof memberSchema>): boolean {
  if (status === 'creator') return true;
  return status === 'administrator' && (may.can_pin_messages === true || may.can_edit_messages === true);
}

function problem(detail: string, fix: string): Omit<Finding, 'about'> {
  return { state: 'problem', detail, fix };
}
