import { at, isObject } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import {
  countAt,
  firstLines,
  labelled,
  line,
  listAt,
  names,
  phrase,
  plural,
  spaced,
  wordAt,
} from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { changed, past, quoted, under } from './hook.ts';

/** What happens to a repository as a whole, and its settings. */
export const REPOSITORIES: Family = {
  repository: drawRepository,
  public: (hook) => plain(hook, phrase(hook.who, 'made', hook.repo ?? 'a repository', 'public')),
  repository_import: drawImport,
  repository_dispatch: drawDispatch,
  fork: drawFork,
  star: drawStar,
  watch: (hook) => plain(hook, phrase(hook.who, 'starred', hook.repo ?? 'a repository'), [stars(hook)]),
  label: drawLabel,
  milestone: drawMilestone,
  deploy_key: drawDeployKey,
  branch_protection_rule: drawProtection,
  branch_protection_configuration: (hook) =>
    plain(hook, phrase(hook.who, past(hook), 'branch protection') + hook.inPlace),
  meta: (hook) => plain(hook, `The webhook of ${hook.place ?? 'GitHub'} was ${past(hook)}`),
  ping: drawPing,
};

function plain(hook: Hook, title: string, body: Draft['body'] = []): Draft {
  return { title, body, links: [hook.home, at(hook.data, 'sender', 'html_url')] };
}

function drawRepository(hook: Hook): Draft {
  const { data, who } = hook;
  const name = hook.repo ?? 'a repository';
  const from = wordAt(data, 'changes', 'repository', 'name', 'from');
  const owner =
    wordAt(data, 'changes', 'owner', 'from', 'user', 'login') ??
    wordAt(data, 'changes', 'owner', 'from', 'organization', 'login');
  const about = wordAt(data, 'repository', 'description');
  switch (hook.action) {
    case 'publicized':
      return plain(hook, phrase(who, 'made', name, 'public'));
    case 'privatized':
      return plain(hook, phrase(who, 'made', name, 'private'));
    case 'renamed':
      return plain(hook, phrase(who, 'renamed repository', from, `to ${name}`));
    case 'transferred':
      return plain(hook, phrase(who, 'transferred repository', name, owner !== null && `from ${owner}`));
    case 'edited':
      return plain(hook, phrase(who, 'edited repository', name), [
        changed(hook, 'description', about),
        changed(hook, 'homepage', wordAt(data, 'repository', 'homepage')),
        changed(hook, 'default_branch', wordAt(data, 'repository', 'default_branch')),
        changedKeys(hook),
      ]);
    default:
      return plain(hook, phrase(who, past(hook), 'repository', name), [about]);
  }
}

/** The names of what changed, where the payload says no more. */
function changedKeys(hook: Hook): string | null {
  const changes = at(hook.data, 'changes');
  return isObject(changes)
    ? line(
        'Changed',
        names(
          Object.keys(changes)
            .slice(0, 20)
            .map((key) => spaced(key)),
        ),
      )
    : null;
}

function drawImport(hook: Hook): Draft {
  const status = wordAt(hook.data, 'status') ?? '';
  const verb =
    status === 'success' ? 'succeeded' : status === 'failure' ? 'failed' : `was ${status || 'updated'}`;
  return plain(hook, phrase('Import of', hook.repo ?? 'a repository', verb), [`Started by ${hook.who}`]);
}

function drawDispatch(hook: Hook): Draft {
  const { data } = hook;
  const payload = at(data, 'client_payload');
  const branch = wordAt(data, 'branch');
  const keys = isObject(payload) ? Object.keys(payload).slice(0, 8) : [];
  return plain(
    hook,
    phrase(
      hook.who,
      'dispatched',
      quoted(hook.action || null) ?? 'an event',
      branch !== null && `on ${branch}`,
    ) + hook.inPlace,
    keys.map((key) => line(key, wordAt(payload, key))),
  );
}

function drawFork(hook: Hook): Draft {
  const { data } = hook;
  const to = wordAt(data, 'forkee', 'full_name');
  return {
    title: phrase(hook.who, 'forked', hook.repo ?? 'a repository', to !== null && `to ${to}`),
    body: [],
    links: [at(data, 'forkee', 'html_url'), hook.home],
  };
}

function drawStar(hook: Hook): Draft {
  const verb = hook.action === 'deleted' ? 'took their star off' : 'starred';
  return plain(hook, phrase(hook.who, verb, hook.repo ?? 'a repository'), [stars(hook)]);
}

function stars(hook: Hook): string | null {
  const count = countAt(hook.data, 'repository', 'stargazers_count');
  return count === null ? null : plural(count, 'star');
}

function drawLabel(hook: Hook): Draft {
  const label = at(hook.data, 'label');
  const name = wordAt(label, 'name');
  return {
    title: phrase(hook.who, past(hook), 'label', quoted(name)) + hook.inPlace,
    body: [
      wordAt(label, 'description'),
      changed(hook, 'name', name),
      changed(hook, 'color', wordAt(label, 'color')),
    ],
    links: [under(hook, 'labels'), hook.home],
  };
}

function drawMilestone(hook: Hook): Draft {
  const milestone = at(hook.data, 'milestone');
  const [open, closed] = [countAt(milestone, 'open_issues'), countAt(milestone, 'closed_issues')];
  return {
    title: phrase(hook.who, past(hook), 'milestone', quoted(wordAt(milestone, 'title'))) + hook.inPlace,
    body: [
      firstLines(at(milestone, 'description')),
      line('Due', wordAt(milestone, 'due_on')?.slice(0, 10) ?? null),
      open === null || closed === null ? null : `${open} open, ${closed} closed`,
    ],
    links: [
      hook.action === 'deleted' ? null : at(milestone, 'html_url'),
      under(hook, 'milestones'),
      hook.home,
    ],
  };
}

function drawDeployKey(hook: Hook): Draft {
  const key = at(hook.data, 'key');
  const verb = hook.action === 'created' ? 'added' : past(hook);
  const writes = at(key, 'read_only');
  return {
    title: phrase(hook.who, verb, 'deploy key', quoted(wordAt(key, 'title'))) + hook.inPlace,
    body: [writes === true ? 'It can read only' : writes === false ? 'It can read and write' : null],
    links: [under(hook, 'settings', 'keys'), hook.home],
  };
}

function drawProtection(hook: Hook): Draft {
  const name = wordAt(hook.data, 'rule', 'name');
  return {
    title: phrase(hook.who, past(hook), 'the protection of branch', name) + hook.inPlace,
    body: [changedKeys(hook)],
    links: [under(hook, 'settings', 'branches'), hook.home],
  };
}

function drawPing(hook: Hook): Draft {
  const events = listAt(hook.data, 'hook', 'events').map((name) =>
    typeof name === 'string' ? spaced(name) : null,
  );
  const all = events.includes('*');
  const place = hook.place ?? 'GitHub';
  return plain(hook, `The webhook of ${place} is connected`, [
    labelled('It sends', all ? 'every event' : (names(events, 8) ?? 'no events yet')),
    firstLines(at(hook.data, 'zen'), 1),
  ]);
}
