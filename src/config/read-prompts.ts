import { compileAssertions } from '../probes/assertions/index.ts';
import { compileSchema } from '../probes/assertions/json-schema.ts';
import { frontMatterSchema } from '../probes/canary/schema.ts';
import type { CanaryPrompt } from '../probes/canary/spec.ts';
import { createReport, type Problem, type Report } from './problem.ts';
import { readPromptFiles, type PromptFile } from './prompt-files.ts';
import { reportSchemaProblems } from './schema-problems.ts';

/** A prompt file that is right, and where more can be said about it. */
export interface Prompt extends CanaryPrompt {
  readonly name: string;
  readonly report: Report;
}

export interface ReadPrompts {
  /** By name; those with problems of their own are not among them. */
  readonly prompts: ReadonlyMap<string, Prompt>;
  /** Names of all files that are there, broken ones too. */
  readonly names: readonly string[];
  /** All that is known to be wrong by now, file by file. */
  problems(): readonly Problem[];
}

/** Reads and checks every prompt of a folder. */
export function readPrompts(folder: string): ReadPrompts {
  const { files, names, problems } = readPromptFiles(folder);
  const reports: { readonly file: string; readonly report: Report }[] = [];
  const prompts = new Map<string, Prompt>();
  for (const file of files) {
    const report = createReport(file.locate);
    reports.push({ file: file.file, report });
    const prompt = checkPrompt(file, report);
    if (prompt !== null) prompts.set(file.name, { ...prompt, name: file.name, report });
  }
  return {
    prompts,
    names,
    problems: () => [
      ...problems,
      ...reports.flatMap(({ file, report }) =>
        report.problems((text) => text).map((problem) => ({ ...problem, file })),
      ),
    ],
  };
}

function checkPrompt({ frontMatter, prompt }: PromptFile, report: Report): CanaryPrompt | null {
  reportSchemaProblems(frontMatterSchema, frontMatter, report);
  const parsed = frontMatterSchema.safeParse(frontMatter);
  if (!parsed.success) return null;
  const compiled = compileAssertions(parsed.data.assert);
  const problems = compiled.ok ? [] : compiled.problems;
  for (const { index, message } of problems) report.add(['assert', index], message);
  parsed.data.tools.forEach(({ parameters }, i) => {
    const schema = compileSchema(parameters);
    if ('problem' in schema) report.add(['tools', i, 'parameters'], schema.problem);
  });
  if (!compiled.ok || report.touches(['tools'])) return null;
  return { frontMatter: parsed.data, prompt, assertions: compiled.assertions };
}
