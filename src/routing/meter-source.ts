import type { ASTNode } from '@marcbachmann/cel-js';

/** Names of ours in the metered text. An expression can't use them: it is checked before they exist. */
export const METERED = {
  step: 'pithead_step',
  range: 'pithead_range',
  weigh: 'pithead_weigh',
  matches: 'pithead_matches',
} as const;

const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Does the tree loop over anything (`all`, `exists`, `exists_one`, `map`, `filter`)? */
export function hasLoop(node: ASTNode): boolean {
  return isLoop(node) || childrenOf(node).some(hasLoop);
}

/** The nodes directly under `node`. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return [];
  if (node.op === '.' || node.op === '.?') return [node.args[0]];
  if (node.op === '!_' || node.op === '-_') return [node.args];
  if (node.op === 'call') return node.args[1];
  if (node.op === 'rcall') return [node.args[1], ...node.args[2]];
  if (node.op === 'map') return node.args.flat();
  return node.args;
}

/**
 * The expression written out again, every operation in brackets, with `matches` replaced by ours. With `metered`, every
 * loop pays for its length, every round for itself, and whatever is compared, searched or passed on for its size.
 */
export function writeSource(node: ASTNode, metered: boolean): string {
  const write = (child: ASTNode): string => writeSource(child, metered);
  const weighed = (child: ASTNode): string =>
    metered && child.op !== 'value' ? `${METERED.weigh}(${write(child)})` : write(child);
  switch (node.op) {
    case 'value':
      return node.input.slice(node.start, node.end);
    case 'id':
      return node.args;
    case '.':
    case '.?':
      return `(${write(node.args[0])})${node.op}${node.args[1]}`;
    case '[]':
      return `(${write(node.args[0])})[${write(node.args[1])}]`;
    case '[?]':
      return `(${write(node.args[0])})[?${write(node.args[1])}]`;
    case '!_':
      return `!(${write(node.args)})`;
    case '-_':
      return `-(${write(node.args)})`;
    case '?:':
      return `((${write(node.args[0])}) ? (${write(node.args[1])}) : (${write(node.args[2])}))`;
    case '||':
    case '&&':
      return `((${write(node.args[0])}) ${node.op} (${write(node.args[1])}))`;
    case 'list':
      return `[${node.args.map(write).join(', ')}]`;
    case 'map':
      return `{${node.args.map(([key, value]) => `(${write(key)}): (${write(value)})`).join(', ')}}`;
    case 'call':
      // `has` looks at the shape of its argument, which must stay a plain selection.
      if (node.args[0] === 'has') return `has(${node.args[1].map(write).join(', ')})`;
      return `${node.args[0]}(${node.args[1].map(weighed).join(', ')})`;
    case 'rcall':
      return writeMethod(node, write, weighed, metered);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      break;
  }
  return `(${weighed(node.args[0])} ${node.op} ${weighed(node.args[1])})`;
}

function writeMethod(
  node: ASTNode & { readonly op: 'rcall' },
  write: (child: ASTNode) => string,
  weighed: (child: ASTNode) => string,
  metered: boolean,
): string {
  const [name, receiver, args] = node.args;
  if (isLoop(node)) {
    if (!metered) return `(${write(receiver)}).${name}(${args.map(write).join(', ')})`;
    const [variable, ...bodies] = args.map(write);
    const paid = bodies.map((body, i) => (i === 0 ? `${METERED.step}(${body})` : body));
    return `${METERED.range}(${write(receiver)}).${name}(${[variable, ...paid].join(', ')})`;
  }
  if (name === 'matches') return `${METERED.matches}(${[receiver, ...args].map(write).join(', ')})`;
  return `(${weighed(receiver)}).${name}(${args.map(weighed).join(', ')})`;
}

function isLoop(node: ASTNode): boolean {
  return node.op === 'rcall' && LOOPS.has(node.args[0]) && node.args[2].length >= 2;
}
