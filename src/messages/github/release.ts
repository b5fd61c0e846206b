import { at } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { sayDuration } from '../../core/duration.ts';
import { countAt, firstLines, labelled, line, listAt, phrase, plural, wordAt } from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { past, shortSha, under } from './hook.ts';

/** What is published: releases, packages, pages. */
export const RELEASES: Family = {
  release: drawRelease,
  package: (hook) => drawPackage(hook, 'package'),
  registry_package: (hook) => drawPackage(hook, 'registry_package'),
  page_build: drawPageBuild,
};

function drawRelease(hook: Hook): Draft {
  const release = at(hook.data, 'release');
  const tag = wordAt(release, 'tag_name');
  const name = wordAt(release, 'name');
  const assets = listAt(release, 'assets').length;
  const kind =
    at(release, 'prerelease') === true
      ? 'pre-release'
      : at(release, 'draft') === true
        ? 'draft release'
        : 'release';
  // GitHub's `released` and `prereleased` would read "released release"
  const verb = hook.action === 'released' || hook.action === 'prereleased' ? 'published' : past(hook);
  const title = phrase(hook.who, verb, kind, tag ?? name) + hook.inPlace;
  return {
    title: labelled(title, name === tag || tag === null ? null : name),
    body: [firstLines(at(release, 'body'), 6), assets === 0 ? null : plural(assets, 'file') + ' attached'],
    links: [hook.action === 'deleted' ? null : at(release, 'html_url'), under(hook, 'releases'), hook.home],
  };
}

function drawPackage(hook: Hook, key: string): Draft {
  const pack = at(hook.data, key);
  const version = at(pack, 'package_version');
  const kind = wordAt(pack, 'package_type') ?? wordAt(pack, 'ecosystem');
  const number = wordAt(version, 'version') ?? wordAt(version, 'name');
  const label = phrase(kind?.toLowerCase() ?? null, 'package', wordAt(pack, 'name'), short(number));
  return {
    title: phrase(hook.who, past(hook), label) + hook.inPlace,
    body: [
      wordAt(pack, 'description') ?? wordAt(version, 'summary'),
      line('Install', wordAt(version, 'installation_command')),
    ],
    links: [at(version, 'html_url'), at(pack, 'html_url'), hook.home],
  };
}

/** Container images have a digest for a version. */
function short(version: string | null): string | null {
  return version === null ? null : version.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');
}

function drawPageBuild(hook: Hook): Draft {
  const build = at(hook.data, 'build');
  const error = wordAt(build, 'error', 'message');
  const status = wordAt(build, 'status');
  const verb =
    error !== null || status === 'errored'
      ? 'failed'
      : status === 'built'
        ? 'succeeded'
        : `is ${status ?? 'updated'}`;
  const ms = countAt(build, 'duration');
  const pusher = wordAt(build, 'pusher', 'login') ?? hook.who;
  return {
    title: `Pages build ${verb}${hook.inPlace}`,
    body: [
      error,
      phrase(line('Commit', shortSha(at(build, 'commit'))), `by ${pusher}`),
      ms === null ? null : `Took ${sayDuration(ms)}`,
    ],
    links: [under(hook, 'deployments'), hook.home],
  };
}
