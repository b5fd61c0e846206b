import { z } from 'zod';
import type { Finding } from '../../core/finding.ts';

const memberSchema = z.object({
  status: z.string(),
  is_member: z.boolean().optional(),
  can_send_messages: z.boolean().optional(),
  can_post_messages: z.boolean().optional(),
});

/** Whether the bot may write, as a ChatMember says (https://core.telegram.org/bots/api#chatmember). */
export function readRights(member: unknown): Omit<Finding, 'about'> {
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
  return { state: 'ok', detail: `may write there, as ${status}`, fix: null };
}

function problem(detail: string, fix: string): Omit<Finding, 'about'> {
  return { state: 'problem', detail, fix };
}
