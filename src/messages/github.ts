import { isObject, textAt } from '../core/json.ts';
import type { Json } from '../core/json.ts';
import type { BuiltIn } from './built-in.ts';
import { finish } from './draft.ts';
import { drawAny } from './github/any.ts';
import { CHECKS } from './github/checks.ts';
import { DEPLOYMENTS } from './github/deployment.ts';
import type { Draw } from './github/hook.ts';
import { readHook } from './github/hook.ts';
import { ISSUES } from './github/issue.ts';
import { MARKET } from './github/market.ts';
import { PEOPLE } from './github/people.ts';
import { PROJECTS } from './github/project.ts';
import { PULL_REQUESTS } from './github/pull-request.ts';
import { PUSHES } from './github/push.ts';
import { RELEASES } from './github/release.ts';
import { REPOSITORIES } from './github/repository.ts';
import { SECURITY } from './github/security.ts';

/** Event name → what draws it (docs.github.com, "Webhook events and payloads"). Others are drawn by their shape. */
const DRAWS: ReadonlyMap<string, Draw> = new Map(
  [
    PUSHES,
    PULL_REQUESTS,
    ISSUES,
    CHECKS,
    DEPLOYMENTS,
    RELEASES,
    REPOSITORIES,
    SECURITY,
    PEOPLE,
    MARKET,
    PROJECTS,
  ].flatMap((family) => Object.entries(family)),
);

/** Every event of GitHub, and of what speaks like it (Gitea, Forgejo). */
export const github: BuiltIn = {
  name: 'github',
  fits: (event) => isGithub(event.type, event.data),
  render(event) {
    const hook = readHook(event.type, isObject(event.data) ? event.data : {});
    return finish(DRAWS.get(event.type)?.(hook) ?? drawAny(hook));
  },
};

function isGithub(type: string, data: Json): boolean {
  if (!isObject(data)) return false;
  if (textAt(data, 'zen') !== null && isObject(data['hook'])) return true;
  const places = ['repository', 'organization', 'installation', 'enterprise'].filter((key) =>
    isObject(data[key]),
  );
  const sender = textAt(data, 'sender', 'login') !== null;
  if (sender && (places.length > 0 || DRAWS.has(type))) return true;
  // a security advisory has no sender, and a push may have lost it
  return DRAWS.has(type) && (places.length > 0 || isObject(data[type]));
}
