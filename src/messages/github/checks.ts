import { at } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import { HOUR_MS, sayDuration } from '../../core/duration.ts';
import type { Draft } from '../draft.ts';
import { countAt, firstLines, line, listAt, names, phrase, spaced, wordAt } from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { quoted, readRef, shortSha, under } from './hook.ts';

/** How a run ended (GitHub's conclusions and commit states) or where it stands, as a verb. */
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['success', 'passed'],
  ['failure', 'failed'],
  ['error', 'failed with an error'],
  ['neutral', 'ended neutral'],
  ['cancelled', 'was cancelled'],
  ['skipped', 'was skipped'],
  ['stale', 'went stale'],
  ['timed_out', 'timed out'],
  ['action_required', 'needs action'],
  ['startup_failure', 'failed to start'],
  ['queued', 'is queued'],
  ['requested', 'was requested'],
  ['waiting', 'is waiting'],
  ['pending', 'is pending'],
  ['in_progress', 'is running'],
  ['completed', 'completed'],
]);

/** What runs by itself: checks, workflows, commit states. */
export const CHECKS: Family = {
  check_run: drawCheckRun,
  check_suite: drawCheckSuite,
  status: drawStatus,
  workflow_run: drawWorkflowRun,
  workflow_job: drawWorkflowJob,
  workflow_dispatch: drawWorkflowDispatch,
  merge_group: drawMergeGroup,
};

function outcome(run: Json, action: string): string {
  const conclusion = wordAt(run, 'conclusion');
  const state = conclusion ?? (action === 'completed' ? action : (wordAt(run, 'status') ?? action));
  return OUTCOMES.get(state) ?? `is ${spaced(state) || 'updated'}`;
}

function on(branch: string | null, sha: Json): string | null {
  const where = branch ?? shortSha(sha);
  return where === null ? null : `on ${where}`;
}

/** A rerun is somebody's wish, not a result: the old conclusion still stands in the payload. */
function again(hook: Hook, thing: string, where: string | null): string | null {
  if (hook.action !== 'rerequested') return null;
  return phrase(hook.who, 'asked to run', thing, 'again', where) + hook.inPlace;
}

function drawCheckRun(hook: Hook): Draft {
  const run = at(hook.data, 'check_run');
  const thing = phrase('check', quoted(wordAt(run, 'name')));
  const where = on(wordAt(run, 'check_suite', 'head_branch'), at(run, 'head_sha'));
  const asked =
    hook.action === 'requested_action' ? wordAt(hook.data, 'requested_action', 'identifier') : null;
  const wish = asked === null ? null : phrase(hook.who, `chose "${asked}" in`, thing, where) + hook.inPlace;
  return {
    title:
      wish ??
      again(hook, thing, where) ??
      phrase(capitalised(thing), outcome(run, hook.action), where) + hook.inPlace,
    body: [
      wordAt(run, 'output', 'title'),
      firstLines(at(run, 'output', 'summary')),
      line('By', wordAt(run, 'app', 'name')),
      took(at(run, 'started_at'), at(run, 'completed_at')),
    ],
    links: [at(run, 'html_url'), at(run, 'details_url'), hook.home],
  };
}

function drawCheckSuite(hook: Hook): Draft {
  const suite = at(hook.data, 'check_suite');
  const app = wordAt(suite, 'app', 'name');
  const thing = app === null ? 'the check suite' : `the check suite of ${app}`;
  const branch = wordAt(suite, 'head_branch');
  const where = on(branch, at(suite, 'head_sha'));
  const commit = wordAt(suite, 'head_sha');
  return {
    title:
      again(hook, thing, where) ??
      phrase(capitalised(thing), outcome(suite, hook.action), where) + hook.inPlace,
    body: [commitLine(suite)],
    links: [commit === null ? null : under(hook, 'commit', commit, 'checks'), hook.home],
  };
}

function drawStatus(hook: Hook): Draft {
  const { data } = hook;
  const state = wordAt(data, 'state') ?? '';
  const branch = wordAt(data, 'branches', 0, 'name');
  const thing = phrase('Status', quoted(wordAt(data, 'context')));
  const commit = phrase(shortSha(at(data, 'sha')), firstLines(at(data, 'commit', 'commit', 'message'), 1));
  return {
    title: phrase(thing, OUTCOMES.get(state) ?? 'changed', on(branch, at(data, 'sha'))) + hook.inPlace,
    body: [wordAt(data, 'description'), commit],
    links: [at(data, 'target_url'), at(data, 'commit', 'html_url'), hook.home],
  };
}

function drawWorkflowRun(hook: Hook): Draft {
  const run = at(hook.data, 'workflow_run');
  const name = wordAt(run, 'name') ?? wordAt(hook.data, 'workflow', 'name') ?? fileName(wordAt(run, 'path'));
  const number = countAt(run, 'run_number');
  const attempt = countAt(run, 'run_attempt') ?? 1;
  const cause = wordAt(run, 'event');
  const display = wordAt(run, 'display_title');
  const verb = hook.action === 'requested' ? 'was started' : outcome(run, hook.action);
  return {
    title:
      phrase('Workflow', quoted(name), verb, on(wordAt(run, 'head_branch'), at(run, 'head_sha'))) +
      hook.inPlace,
    body: [
      display === name ? null : display,
      commitLine(run, display),
      phrase(
        number === null ? 'Run' : `Run #${number}`,
        attempt > 1 && `(attempt ${attempt})`,
        cause !== null && `on ${spaced(cause)}`,
        `by ${wordAt(run, 'triggering_actor', 'login') ?? wordAt(run, 'actor', 'login') ?? hook.who}`,
      ),
      hook.action === 'completed' ? took(at(run, 'run_started_at'), at(run, 'updated_at')) : null,
    ],
    links: [at(run, 'html_url'), at(hook.data, 'workflow', 'html_url'), hook.home],
  };
}

function drawWorkflowJob(hook: Hook): Draft {
  const job = at(hook.data, 'workflow_job');
  const workflow = wordAt(job, 'workflow_name');
  const failed = listAt(job, 'steps').filter((step) => wordAt(step, 'conclusion') === 'failure');
  const thing = phrase('Job', quoted(wordAt(job, 'name')), workflow !== null && `of workflow "${workflow}"`);
  return {
    title:
      phrase(thing, outcome(job, hook.action), on(wordAt(job, 'head_branch'), at(job, 'head_sha'))) +
      hook.inPlace,
    body: [
      line('Failed at', names(failed.map((step) => wordAt(step, 'name')))),
      line('Runner', wordAt(job, 'runner_name')),
      took(at(job, 'started_at'), at(job, 'completed_at')),
    ],
    links: [at(job, 'html_url'), hook.home],
  };
}

function drawWorkflowDispatch(hook: Hook): Draft {
  const { data } = hook;
  const name = fileName(wordAt(data, 'workflow'));
  const inputs = at(data, 'inputs');
  const given = typeof inputs === 'object' && inputs !== null ? Object.keys(inputs).slice(0, 8) : [];
  const where = on(readRef(wordAt(data, 'ref')).name, null);
  return {
    title: phrase(hook.who, 'started workflow', quoted(name), where) + hook.inPlace,
    body: given.map((key) => line(key, wordAt(inputs, key))),
    links: [name === null ? null : under(hook, 'actions', 'workflows', name), hook.home],
  };
}

function drawMergeGroup(hook: Hook): Draft {
  const group = at(hook.data, 'merge_group');
  const base = readRef(wordAt(group, 'base_ref')).name;
  const why = wordAt(hook.data, 'reason');
  const queue = phrase('merge queue', base !== null && `for ${base}`);
  const title = hook.action === 'destroyed' ? `A group left the ${queue}` : `The ${queue} asks for checks`;
  return {
    title: title + hook.inPlace,
    body: [line('Reason', why === null ? null : spaced(why)), commitLine(group)],
    links: [base === null ? null : under(hook, 'queue', base), hook.home],
  };
}

function commitLine(run: Json, known: string | null = null): string | null {
  const message = firstLines(at(run, 'head_commit', 'message'), 1)?.split('\n')[0] ?? null;
  return message === null || message === known ? null : phrase(shortSha(at(run, 'head_sha')), message);
}

function took(from: Json, to: Json): string | null {
  const ms =
    typeof from === 'string' && typeof to === 'string' ? Date.parse(to) - Date.parse(from) : Number.NaN;
  return ms >= 1_000 && ms < 1_000 * HOUR_MS ? `Took ${sayDuration(ms)}` : null;
}

function fileName(path: string | null): string | null {
  return path?.split('/').at(-1) ?? null;
}

function capitalised(thing: string): string {
  return thing.charAt(0).toUpperCase() + thing.slice(1);
}
