import type { CommandUse } from './chat.ts';

/** Who tried what, as the command line and `/v1/audit` show it. */
export interface UseView {
  readonly at: string;
  /** As the person is called there. Untrusted text; anybody may take any name, so see `userId`. */
  readonly who: string;
  readonly userId: string;
  readonly platform: CommandUse['user']['platform'];
  /** `null`: a stranger. */
  readonly operator: string | null;
  readonly command: string;
  readonly args: string;
  readonly outcome: CommandUse['outcome'];
  /** Empty on the command line. */
  readonly chat: string;
}

export function useView({ at, user, chat, operator, command, args, outcome }: CommandUse): UseView {
  const { platform, name, id } = user;
  return {
    at: new Date(at).toISOString(),
    who: name,
    userId: id,
    platform,
    operator,
    command,
    args,
    outcome,
    chat,
  };
}
