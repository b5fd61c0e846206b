const PREFIX = 'canary:';

/** Who is charged for what a canary asks: `canary:NAME`. */
export function canaryWorkflow(name: string): string {
  return PREFIX + name;
}

/** Whether it is a canary that is charged under this name: a workflow of the configuration has no colon. */
export function isCanaryWorkflow(workflow: string): boolean {
  return workflow.startsWith(PREFIX);
}
