import { at } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { countAt, firstLines, labelled, line, phrase, spaced, wordAt } from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { changed, past, quoted, under } from './hook.ts';

/** Project boards, the old kind and the new. */
export const PROJECTS: Family = {
  project: (hook) => drawNamed(hook, 'project', 'project'),
  project_column: (hook) => drawNamed(hook, 'project_column', 'project column'),
  project_card: drawCard,
  projects_v2: (hook) => drawNamed(hook, 'projects_v2', 'project'),
  projects_v2_item: drawItem,
  projects_v2_status_update: drawStatusUpdate,
};

function drawNamed(hook: Hook, key: string, noun: string): Draft {
  const value = at(hook.data, key);
  const name = wordAt(value, 'title') ?? wordAt(value, 'name');
  return {
    title: phrase(hook.who, past(hook), noun, quoted(name)) + hook.inPlace,
    body: [changed(hook, 'name', name), firstLines(at(value, 'short_description') ?? at(value, 'body'))],
    links: [
      at(value, 'html_url'),
      projectPage(hook, countAt(value, 'number')),
      under(hook, 'projects'),
      hook.home,
    ],
  };
}

/** A new project belongs to an organization and stands under its page; the payload has no address of it. */
function projectPage(hook: Hook, number: number | null): string | null {
  const page = URL.parse(hook.home ?? '');
  const login = wordAt(hook.data, 'organization', 'login');
  if (page === null || login === null || number === null) return null;
  return `${page.origin}/orgs/${encodeURIComponent(login.toWellFormed())}/projects/${number}`;
}

function drawCard(hook: Hook): Draft {
  const card = at(hook.data, 'project_card');
  return {
    title: labelled(
      phrase(hook.who, past(hook), 'a project card') + hook.inPlace,
      firstLines(at(card, 'note'), 1),
    ),
    body: [],
    links: [at(card, 'html_url'), under(hook, 'projects'), hook.home],
  };
}

function drawItem(hook: Hook): Draft {
  const item = at(hook.data, 'projects_v2_item');
  const kind = wordAt(item, 'content_type');
  const noun =
    kind === null ? 'an item' : withArticle(kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase());
  const where = hook.place === null ? 'in a project' : `in a project of ${hook.place}`;
  const field = wordAt(hook.data, 'changes', 'field_value', 'field_name');
  const before = valueName(hook, 'from');
  const now = valueName(hook, 'to');
  const type = wordAt(hook.data, 'changes', 'field_value', 'field_type');
  return {
    title: phrase(hook.who, past(hook), noun, where),
    body: [
      before === null && now === null
        ? null
        : labelled(field ?? 'Value', `${before ?? 'none'} → ${now ?? 'none'}`),
      field === null && type !== null ? `Changed: ${spaced(type)}` : null,
      line('Was', wordAt(hook.data, 'changes', 'content_type', 'from')),
    ],
    links: [
      at(item, 'html_url'),
      projectPage(hook, countAt(hook.data, 'changes', 'field_value', 'project_number')),
      hook.home,
    ],
  };
}

function valueName(hook: Hook, side: 'from' | 'to'): string | null {
  return (
    wordAt(hook.data, 'changes', 'field_value', side, 'name') ??
    wordAt(hook.data, 'changes', 'field_value', side)
  );
}

function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function drawStatusUpdate(hook: Hook): Draft {
  const update = at(hook.data, 'projects_v2_status_update');
  const status = wordAt(update, 'status');
  const title = phrase(hook.who, past(hook), 'a project status update') + hook.inPlace;
  return {
    title: labelled(title, status === null ? null : spaced(status).toLowerCase()),
    body: [firstLines(at(update, 'body')), line('Due', wordAt(update, 'target_date'))],
    links: [hook.home],
  };
}
