import { isName } from '../../config/name.ts';
import type { ChatUser } from '../../core/chat.ts';
import { CommandFailed } from '../failure.ts';
import type { InitFlags, Role } from './flags.ts';
import type { InitIo } from './io.ts';
import { freeName, nameOf } from './names.ts';
import type { YamlDraft } from './yaml-draft.ts';

const MAX_OTHERS = 5;

/** An operator as far as telling people apart goes. */
export interface KnownOperator {
  readonly name: string;
  readonly telegram: string | null;
  readonly discord: string | null;
  readonly role: Role;
}

export type OperatorPlan =
  /** This person is one already. */
  | { readonly kind: 'known'; readonly operator: KnownOperator }
  | { readonly kind: 'new'; readonly operator: KnownOperator }
  /** The person is known from the other platform. */
  | { readonly kind: 'more'; readonly operator: KnownOperator }
  /** Somebody else has the name. */
  | { readonly kind: 'taken' };

/** What becomes of somebody who said the code and shall be called `name`. */
export function planOperator(
  known: readonly KnownOperator[],
  user: ChatUser,
  name: string,
  role: Role,
): OperatorPlan {
  const { platform, id } = user;
  const same = known.find((operator) => operator[platform] === id);
  if (same !== undefined) return { kind: 'known', operator: same };
  const named = known.find((operator) => operator.name === name);
  if (named === undefined)
    return { kind: 'new', operator: { name, telegram: null, discord: null, role, [platform]: id } };
  if (named[platform] !== null) return { kind: 'taken' };
  return { kind: 'more', operator: { ...named, [platform]: id } };
}

/** Makes whoever said the code an operator, in the draft and in the list that is given back. */
export async function addOperator(
  user: ChatUser,
  known: readonly KnownOperator[],
  { flags, io, yaml }: { readonly flags: InitFlags; readonly io: InitIo; readonly yaml: YamlDraft },
): Promise<readonly KnownOperator[]> {
  const free = freeName(
    nameOf(user.name, 'operator'),
    known.map((operator) => operator.name),
  );
  const planOf = (name: string): OperatorPlan => planOperator(known, user, name, flags.role);
  const problem = (name: string): string | null => {
    if (!isName(name)) return 'a name has lower-case letters, digits and "-"';
    return planOf(name).kind === 'taken' ? `"${name}" is somebody else there; choose another name` : null;
  };
  let name = flags.operator ?? free;
  const asks = flags.operator === null || problem(name) !== null;
  if (io.ask !== null && asks && planOf(name).kind !== 'known')
    name = await io.ask.text(`Your name as an operator${sayOthers(known, user)}`, name, problem);
  const plan = planOf(name);
  switch (plan.kind) {
    case 'taken':
      throw new CommandFailed(
        `--operator: "${name}" is somebody else on ${user.platform}; nothing was written`,
      );
    case 'known':
      return known;
    case 'new':
      yaml.add(['operators'], name, { [user.platform]: idOf(user), role: flags.role });
      break;
    case 'more':
      yaml.add(['operators', name], user.platform, idOf(user));
  }
  return [...known.filter((operator) => operator.name !== name), plan.operator];
}

/** Somebody who is known from another platform gives the name from there. */
function sayOthers(known: readonly KnownOperator[], { platform }: ChatUser): string {
  const others = known.filter((operator) => operator[platform] === null).map(({ name }) => name);
  if (others.length === 0) return '';
  const named = others.slice(0, MAX_OTHERS).join(' or ') + (others.length > MAX_OTHERS ? ' or …' : '');
  return ` (if you are ${named}, type that)`;
}

/** Telegram's ids are numbers; Discord's would lose digits. */
function idOf({ platform, id }: ChatUser): string | number {
  return platform === 'telegram' ? Number(id) : id;
}
