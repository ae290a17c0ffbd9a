import { parse, type AST } from 'svelte/compiler';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cancelWords, stateWords } from '../parts/wording';
import { problemOf } from '../state/problem';
import { speak, text } from '.';
import { en } from './en';
import { es } from './es';

/** A text, or what makes one. */
type Leaf = string | ((...args: never[]) => string);

/** What both languages say alike. */
const ALIKE = [
  'header.name',
  'charge.customerRut',
  /^charge\.times\./,
  'book.table.csv',
  'approval.supervisor',
  'cashiers.roles.supervisor.name',
  'settings.section.banchile',
  'settings.shop.rut',
  'settings.shop.logo',
  /^settings\.screen\.languages\./,
  /^keys\./,
];

/** Words that the screen never says. */
const NEVER = {
  es: /[¡!]|sesi[oó]n|transacci[oó]n|request|timeout|inesperado/i,
  en: /!|session|transaction|request|timeout|unexpected/i,
};

/** Every leaf of a tree of texts with its path, such as `payment.scan`. */
function leavesOf(tree: object, path: string[] = []): [path: string, leaf: Leaf][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? leavesOf(value, [...path, key])
      : [[[...path, key].join('.'), value] as [string, Leaf]],
  );
}

/** What a leaf says, of one and of several. */
function said(leaf: Leaf): string[] {
  if (typeof leaf === 'string') return [leaf];
  const say = leaf as (...args: unknown[]) => string;
  return [say(1, null), say(2, 'Ana')];
}

const LEAVES = { es: leavesOf(es), en: leavesOf(en) };

const SOURCES = Object.entries(
  import.meta.glob<string>(['../**/*.{ts,svelte}', '!../**/*.test.ts', '!./*'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

const PATH = String.raw`((?:\??\.\w+|\[[^\]]*\])*)`;

/** `.book.finding[finding]` as `book`, `finding` and `*`. */
function keysOf(path: string): string[] {
  return [...path.matchAll(/\.(\w+)|\[(?:'([^']*)'|[^\]]*)\]/g)].map(
    ([, name, quoted]) => name ?? quoted ?? '*',
  );
}

/** The texts that a source uses: by their paths, by a name for a part of them, or taken apart. */
function usedIn(source: string): string[][] {
  if (!/import \{ text \} from/.test(source)) return [];
  const used: string[][] = [];
  const names: [name: string, keys: string[]][] = [['text', []]];
  const naming = new RegExp(
    String.raw`(?:let|const) (\w+|\{[^}]*\}) = (?:\$derived\()?text${PATH}\)?[;}]`,
    'g',
  );
  const rest = source.replace(naming, (_, name: string, path: string) => {
    const keys = keysOf(path);
    if (!name.startsWith('{')) names.push([name, keys]);
    else for (const part of name.match(/\w+/g) ?? []) used.push([...keys, part]);
    return '';
  });
  for (const [name, keys] of names) {
    for (const [, path] of rest.matchAll(new RegExp(String.raw`(?<![\w.$])${name}${PATH}`, 'g'))) {
      const all = [...keys, ...keysOf(path!)];
      if (all.length > keys.length) used.push(all);
    }
  }
  return used;
}

/** Whether a use is of a leaf, or of something that it is part of. */
function covers(use: string[], leaf: string): boolean {
  const keys = leaf.split('.');
  return use.length <= keys.length && use.every((key, at) => key === '*' || key === keys[at]);
}

function unused(sources: string[], leaves: string[]): string[] {
  const uses = sources.flatMap(usedIn);
  return leaves.filter((leaf) => !uses.some((use) => covers(use, leaf)));
}

/** Attributes and properties that people read or hear. */
const SPOKEN = ['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label', 'words'];

const hasLetters = (words: string) => /\p{L}/u.test(words);

/** What an expression may come to, as far as it is written there. */
function literalsOf(node: AST.ExpressionTag['expression']): string[] {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return node.quasis.map(({ value }) => value.raw);
    case 'ConditionalExpression':
      return [...literalsOf(node.consequent), ...literalsOf(node.alternate)];
    case 'LogicalExpression':
      return [...literalsOf(node.left), ...literalsOf(node.right)];
    default:
      return [];
  }
}

/** Words that stand in the markup of a component itself. */
function wordsIn(source: string): string[] {
  const found: string[] = [];
  const take = (part: AST.Text | AST.ExpressionTag) =>
    found.push(...(part.type === 'Text' ? [part.data] : literalsOf(part.expression)));
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const child = node as AST.TemplateNode;
    if (child.type === 'Attribute') {
      if (!SPOKEN.includes(child.name) || child.value === true) return;
      [child.value].flat().forEach(take);
    } else if (child.type === 'Text' || child.type === 'ExpressionTag') take(child);
    else Object.values(child).forEach(visit);
  };
  visit(parse(source, { modern: true }).fragment.nodes);
  return found.filter(hasLetters).map((words) => words.trim());
}

describe('a language', () => {
  it('says all that the other one says', () => {
    const paths = (leaves: [string, Leaf][]) => leaves.map(([path]) => path).sort();
    expect(paths(LEAVES.en)).toEqual(paths(LEAVES.es));
  });

  it('says it in its own words', () => {
    const english = new Map(LEAVES.en);
    const alike = LEAVES.es
      .filter(([path, leaf]) => {
        const [one, other] = [said(leaf), said(english.get(path)!)];
        return one.some((words, at) => hasLetters(words) && words === other[at]);
      })
      .map(([path]) => path)
      .filter((path) => !ALIKE.some((known) => path === known || path.match(known)?.index === 0));
    expect(alike).toEqual([]);
  });

  it.each(['es', 'en'] as const)('never says what people need not know: %s', (language) => {
    const wrong = LEAVES[language].filter(([, leaf]) =>
      said(leaf).some((words) => NEVER[language].test(words)),
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  it('is the one that was chosen', () => {
    const told = () => [
      text.language,
      stateWords({ kind: 'waiting' }, '$990'),
      cancelWords({ kind: 'revoked' }),
      problemOf('command not found').money,
    ];
    const spanish = told();
    speak('en');
    expect(told()).toEqual([
      'en',
      en.payment.waiting,
      en.cancelled.revoked,
      en.problem.unforeseen.money,
    ]);
    speak('es');
    expect(told()).toEqual(spanish);
  });

  it('is read by no file as it is loaded, before one is chosen', async () => {
    vi.resetModules();
    vi.doMock('.', () => ({
      get text() {
        throw new Error('no language is chosen yet');
      },
    }));
    const files = import.meta.glob([
      '../**/*.{ts,svelte}',
      '!../**/*.test.ts',
      '!../main.ts',
      '!../customer.ts',
      '!./*',
    ]);
    for (const [path, load] of Object.entries(files)) {
      await expect(load(), path).resolves.toBeDefined();
    }
  }, 30_000);

  afterEach(() => {
    speak('es');
    vi.doUnmock('.');
  });
});

describe('every text', () => {
  it('is used', () => {
    const leaves = LEAVES.es.map(([path]) => path);
    expect(unused(SOURCES.map(([, source]) => source), leaves)).toEqual([]);
  });

  it('is used only where its own path is, or a part that it is in', () => {
    const sources = [
      `import { text } from '../text';
      const words = text.book;
      const { unforeseen } = text.refund;
      words.all[kind]; text.payment.scan; // text in a sentence`,
    ];
    const used = ['book.all.paid', 'refund.unforeseen.money', 'payment.scan'];
    const others = ['book.none', 'book.allowed', 'refund.done', 'payment.scanned', 'sales.title'];
    expect(unused(sources, [...used, ...others])).toEqual(others);
  });
});

describe('a component', () => {
  it.each(SOURCES.filter(([path]) => path.endsWith('.svelte')))(
    'has no words of its own: %s',
    (_, source) => {
      expect(wordsIn(source)).toEqual([]);
    },
  );

  it('would be caught with any', () => {
    const source = `<p class="a" title="Uno">Dos {x === 'no' ? 'Tres' : y}</p>
      {#if x === 'no'}<Part words={x ?? \`Cuatro \${x}\`} />{/if}`;
    expect(wordsIn(source)).toEqual(['Uno', 'Dos', 'Tres', 'Cuatro']);
  });
});
