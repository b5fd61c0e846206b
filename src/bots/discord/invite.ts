import { neededPermissions } from './rights.ts';

/** The address at which somebody with the right to do so adds the bot to a server. `pins`: it is to pin a message. */
export function inviteUrl(application: string, pins: boolean): string {
  const url = new URL('https://discord.com/oauth2/authorize');
  url.searchParams.set('client_id', application);
  url.searchParams.set('scope', 'bot applications.commands');
  url.searchParams.set('permissions', String(neededPermissions(pins)));
  return url.href;
}
