import { at, isObject } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { line, listAt, names, phrase, plural, spaced, word, wordAt } from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { changed, past } from './hook.ts';

/** Who belongs to what: members, teams, organizations, and the apps they let in. */
export const PEOPLE: Family = {
  member: drawMember,
  membership: drawMembership,
  organization: drawOrganization,
  org_block: (hook) =>
    drawn(hook, phrase(hook.who, past(hook), login(hook, 'blocked_user')) + hook.inPlace, ['blocked_user']),
  team: drawTeam,
  team_add: (hook) =>
    drawn(hook, phrase(hook.who, 'gave', team(hook), 'access to', hook.repo ?? 'a repository'), ['team']),
  installation: drawInstallation,
  installation_repositories: drawInstallationRepositories,
  installation_target: drawInstallation,
  github_app_authorization: (hook) =>
    drawn(hook, phrase(hook.who, past(hook), 'the authorization of a GitHub App'), []),
};

function drawn(hook: Hook, title: string, keys: readonly string[], body: Draft['body'] = []): Draft {
  const pages: Json[] = keys.map((key) => at(hook.data, key, 'html_url'));
  return { title, body, links: [...pages, hook.home, at(hook.data, 'sender', 'html_url')] };
}

function login(hook: Hook, key: string): string {
  return wordAt(hook.data, key, 'login') ?? 'someone';
}

function team(hook: Hook): string {
  const name = wordAt(hook.data, 'team', 'name') ?? wordAt(hook.data, 'team', 'slug');
  return name === null ? 'a team' : `team ${name}`;
}

function drawMember(hook: Hook): Draft {
  const member = login(hook, 'member');
  const before =
    wordAt(hook.data, 'changes', 'old_permission', 'from') ??
    wordAt(hook.data, 'changes', 'permission', 'from');
  const now = wordAt(hook.data, 'changes', 'permission', 'to');
  const rights = [line('Permission before', before), line('Permission now', now)];
  if (hook.action === 'edited')
    return drawn(hook, phrase(hook.who, 'changed what', member, 'may do') + hook.inPlace, [], rights);
  return drawn(hook, phrase(hook.who, past(hook), member, preposition(hook), hook.place), [], rights);
}

function preposition(hook: Hook): string {
  return hook.action.endsWith('removed') ? 'from' : 'to';
}

function drawMembership(hook: Hook): Draft {
  const inOrganization = hook.place === null ? null : `of ${hook.place}`;
  return drawn(
    hook,
    phrase(hook.who, past(hook), login(hook, 'member'), preposition(hook), team(hook), inOrganization),
    ['team'],
  );
}

function drawOrganization(hook: Hook): Draft {
  const { data, who, place } = hook;
  const user = wordAt(data, 'membership', 'user', 'login') ?? wordAt(data, 'user', 'login') ?? 'someone';
  const role = wordAt(data, 'membership', 'role') ?? wordAt(data, 'invitation', 'role');
  const body = [line('Role', role === null ? null : spaced(role))];
  const name = place ?? 'an organization';
  switch (hook.action) {
    case 'member_added':
      return drawn(hook, phrase(who, 'added', user, `to ${name}`), [], body);
    case 'member_removed':
      return drawn(hook, phrase(who, 'removed', user, `from ${name}`), [], body);
    case 'member_invited':
      return drawn(hook, phrase(who, 'invited', user, `to ${name}`), [], body);
    case 'renamed':
      return drawn(
        hook,
        phrase(who, 'renamed an organization', `to ${name}`),
        [],
        [changed(hook, 'login', place)],
      );
    default:
      return drawn(hook, phrase(who, past(hook), 'organization', place), []);
  }
}

function drawTeam(hook: Hook): Draft {
  const { data, who } = hook;
  const about = wordAt(data, 'team', 'description');
  const permission = line('Permission', wordAt(data, 'team', 'permission'));
  switch (hook.action) {
    case 'added_to_repository':
      return drawn(
        hook,
        phrase(who, 'gave', team(hook), 'access to', hook.repo ?? 'a repository'),
        ['team'],
        [permission],
      );
    case 'removed_from_repository':
      return drawn(hook, phrase(who, 'took access to', hook.repo ?? 'a repository', `from ${team(hook)}`), [
        'team',
      ]);
    default:
      return drawn(hook, phrase(who, past(hook), team(hook)) + hook.inPlace, ['team'], [about]);
  }
}

function app(hook: Hook): string {
  const slug = wordAt(hook.data, 'installation', 'app_slug');
  return slug === null ? 'a GitHub App' : `the app ${slug}`;
}

function account(hook: Hook): string {
  const name = wordAt(hook.data, 'installation', 'account', 'login') ?? wordAt(hook.data, 'account', 'login');
  return name === null || name === hook.who ? '' : ` for ${name}`;
}

function drawInstallation(hook: Hook): Draft {
  const verb =
    hook.action === 'created'
      ? `installed ${app(hook)}`
      : hook.action === 'deleted'
        ? `uninstalled ${app(hook)}`
        : hook.action === 'suspend'
          ? `suspended ${app(hook)}`
          : hook.action === 'unsuspend'
            ? `resumed ${app(hook)}`
            : hook.action === 'new_permissions_accepted'
              ? `accepted new permissions of ${app(hook)}`
              : `${past(hook)} the installation of ${app(hook)}`;
  const repositories = repositoryNames(hook, 'repositories');
  const permissions = at(hook.data, 'installation', 'permissions');
  const rights = isObject(permissions)
    ? names(
        Object.entries(permissions)
          .slice(0, 40)
          .map(([key, level]) => phrase(spaced(key), word(level))),
      )
    : null;
  const gone = hook.action === 'deleted';
  return drawn(hook, phrase(hook.who, verb) + account(hook), gone ? [] : ['installation'], [
    line('Repositories', repositories),
    gone ? null : line('Permissions', rights),
  ]);
}

function drawInstallationRepositories(hook: Hook): Draft {
  const removed = hook.action === 'removed';
  const key = removed ? 'repositories_removed' : 'repositories_added';
  const listed = listAt(hook.data, key);
  const only = listed.length === 1 ? repositoryNames(hook, key) : null;
  const which = only ?? plural(listed.length, 'repository', 'repositories');
  const title = removed
    ? phrase('took', which, `from ${app(hook)}`)
    : phrase('gave', app(hook), `access to ${which}`);
  return drawn(
    hook,
    phrase(hook.who, title) + account(hook),
    ['installation'],
    [only === null ? repositoryNames(hook, key) : null],
  );
}

function repositoryNames(hook: Hook, key: string): string | null {
  return names(listAt(hook.data, key).map((entry) => wordAt(entry, 'full_name') ?? wordAt(entry, 'name')));
}
