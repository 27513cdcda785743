import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint, root } from './planted.ts';

/**
 * One row for each promise of the import table (ADR 021): what a file of the folder may import, and what it must not.
 * biome.json states the rule; change one and you have to change the other.
 */
const IMPORT_TABLE: { file: string; may: string[]; mustNot: string[] }[] = [
  {
    file: 'escalation/planted.ts',
    may: ['zod', 'temporal-polyfill', './policy.ts', './bank-holidays.json'],
    mustNot: [
      '../services/table.ts',
      '../messages/message.ts',
      '../policies/all.ts',
      './../services/table.ts',
      '@aws-sdk/client-s3',
      'node:crypto',
      'hono/jsx',
      'yaml',
    ],
  },
  {
    file: 'statemachines/planted.ts',
    may: ['../escalation/policy.ts'],
    mustNot: ['../escalation/record.ts', '../services/table.ts', 'zod', 'node:fs', 'aws-cdk-lib'],
  },
  { file: 'policies/planted.ts', may: ['./bcssp-v5.json'], mustNot: ['../escalation/policy.ts', 'node:fs', 'zod'] },
  {
    file: 'pages/planted.tsx',
    may: ['hono/jsx', 'zod', 'temporal-polyfill', './layout.tsx', './components/index.ts', '../escalation/record.ts'],
    mustNot: [
      '../services/services.ts',
      '../functions/web.ts',
      '../conduct/turn.ts',
      '../messages/message.ts',
      '../local/http.ts',
      'node:process',
      'govuk-frontend',
    ],
  },
  {
    file: 'pages/components/planted.tsx',
    may: ['hono/jsx', './field.tsx', '../frame.ts', '../../escalation/record.ts'],
    mustNot: ['../../services/services.ts', '../../functions/web.ts', './../../services/services.ts', 'node:fs'],
  },
  {
    file: 'pages/assets/enhance.ts',
    may: ['govuk-frontend'],
    mustNot: ['../frame.ts', '../../escalation/record.ts', 'zod', 'node:fs'],
  },
  {
    file: 'messages/planted.ts',
    may: ['hono/jsx', 'zod', 'temporal-polyfill', './draft.ts', '../escalation/record.ts'],
    mustNot: [
      '../services/outbox.ts',
      '../functions/web.ts',
      '../conduct/turn.ts',
      '../pages/layout.tsx',
      'node:process',
      'nodemailer',
    ],
  },
  {
    file: 'documents/planted.ts',
    may: ['pdfkit', 'csv-stringify/sync', 'zod', 'temporal-polyfill', './policy-record.ts', '../escalation/record.ts'],
    mustNot: [
      '../services/services.ts',
      '../conduct/turn.ts',
      '../messages/message.ts',
      '../functions/web.ts',
      'node:fs',
      '@aws-sdk/client-s3',
    ],
  },
  {
    file: 'services/planted.ts',
    may: [
      'zod',
      'node:sqlite',
      'node:fs/promises',
      '@aws-sdk/client-dynamodb',
      'nodemailer',
      'nodemailer/lib/mail-composer',
      'postal-mime',
      './table.ts',
      '../escalation/record.ts',
      '../policies/all.ts',
      '../partnerships/index.json',
    ],
    mustNot: [
      '../functions/web.ts',
      '../pages/layout.tsx',
      '../messages/message.ts',
      '../conduct/turn.ts',
      '../local/http.ts',
      '../statemachines/escalation.ts',
      'aws-cdk-lib',
      '@middy/core',
    ],
  },
  {
    file: 'conduct/planted.ts',
    may: [
      'zod',
      'temporal-polyfill',
      './turn.ts',
      '../documents/policy-record.ts',
      '../escalation/record.ts',
      '../messages/message.ts',
      '../services/services.ts',
    ],
    mustNot: [
      '../pages/layout.tsx',
      '../functions/web.ts',
      '../local/http.ts',
      '../infra/doors.ts',
      '@aws-sdk/client-dynamodb',
      '@middy/core',
      'node:sqlite',
    ],
  },
  {
    file: 'functions/planted.ts',
    may: [
      'aws-lambda',
      '@middy/core',
      './front-doors.ts',
      './state-task.ts',
      './web/visit.ts',
      '../conduct/turn.ts',
      '../documents/policy-record.ts',
      '../escalation/record.ts',
      '../messages/message.ts',
      '../pages/layout.tsx',
      '../services/aws.ts',
    ],
    mustNot: [
      './escalate.ts',
      './web.ts',
      '@aws-sdk/client-sfn',
      '../local/http.ts',
      '../infra/doors.ts',
      '../statemachines/escalation.ts',
      'node:sqlite',
      'node:process',
    ],
  },
  {
    file: 'functions/web/planted.ts',
    may: [
      './visit.ts',
      '../front-doors.ts',
      '../../conduct/disagreements.ts',
      '../../pages/layout.tsx',
      '../../services/services.ts',
    ],
    mustNot: ['../escalate.ts', '../web.ts', '@aws-sdk/client-sfn', '../../local/http.ts', '../../infra/doors.ts'],
  },
  {
    file: 'local/planted.ts',
    may: [
      'node:http',
      'smtp-server',
      './http.ts',
      './runner/runner.ts',
      '../functions/web.ts',
      '../services/table-sqlite.ts',
    ],
    mustNot: [
      '../infra/doors.ts',
      'aws-cdk-lib',
      'aws-cdk-lib/aws-lambda',
      '@aws-sdk/client-sfn',
      '../test/fakes/log.ts',
    ],
  },
  {
    file: 'local/runner/planted.ts',
    may: ['jsonata', 'node:sqlite', './json.ts', '../movable-clock.ts', '../../services/clock.ts'],
    mustNot: ['../../infra/doors.ts', '@aws-sdk/client-sfn'],
  },
  {
    file: 'infra/planted.ts',
    may: [
      'aws-cdk-lib',
      'aws-cdk-lib/aws-lambda',
      'constructs',
      'cdk-nag',
      'node:path',
      './place.ts',
      '../statemachines/escalation.ts',
      '../policies/all.ts',
    ],
    mustNot: [
      '../functions/escalate.ts',
      '../services/services.ts',
      '../escalation/record.ts',
      '../conduct/turn.ts',
      '../local/http.ts',
      '@aws-sdk/client-s3',
      'zod',
    ],
  },
];

/** A ban on words rather than imports: code that breaks it, its twin that does not, and where each would stand. */
const BANS: {
  ban: string;
  rule: string;
  says?: string;
  breaks: [file: string, source: string][];
  keeps: [file: string, source: string][];
}[] = [
  {
    ban: 'time is an argument or comes from the clock passed in',
    rule: 'plugin',
    says: 'Time is an argument',
    breaks: [
      ['conduct/asks-date.ts', 'export const at = Date.now();'],
      ['conduct/asks-global-date.ts', 'export const at = globalThis.Date.now();'],
      ['conduct/passes-date.ts', 'export const at = [1].map(Date.now);'],
      ['escalation/makes-date.ts', 'export const at = new Date();'],
      ['services/makes-date-bare.ts', 'export const at = new Date;'],
      ['pages/writes-date.ts', 'export const at = Date();'],
      [
        'local/asks-temporal.ts',
        "import { Temporal } from 'temporal-polyfill';\nexport const at = Temporal.Now.instant();",
      ],
      ['test/asks-date.ts', 'export const at = Date.now();'],
      ['test/local/clock.ts', 'export const at = Date.now();'],
    ],
    keeps: [
      [
        'services/clock.ts',
        "import { Temporal } from 'temporal-polyfill';\nexport const at = () => Temporal.Now.instant();",
      ],
      ['services/reads-date.ts', 'export const at = (ms: number) => new Date(ms).toISOString();'],
      ['services/asks-clock.ts', 'export const at = (clock: { now(): number }) => clock.now();'],
    ],
  },
  {
    ban: 'fakes are objects passed in',
    rule: 'plugin',
    says: 'Fakes are objects',
    breaks: [
      ['test/mocks.test.ts', "import { vi } from 'vitest';\nvi.mock('../services/table.ts');"],
      ['test/mocks-later.test.ts', "import { vi } from 'vitest';\nvi.doMock('../services/table.ts');"],
      ['test/spies.test.ts', "import { vi } from 'vitest';\nvi.spyOn(console, 'log');"],
      [
        'test/mocks-class.test.ts',
        "import { mockClient } from 'aws-sdk-client-mock';\nmockClient(SESClient).resolves({});",
      ],
    ],
    keeps: [
      ['test/passes.test.ts', "import { vi } from 'vitest';\nexport const send = vi.fn();"],
      [
        'test/mocks-client.test.ts',
        "import { mockClient } from 'aws-sdk-client-mock';\nmockClient(client).resolves({});",
      ],
    ],
  },
  {
    ban: 'the environment is read in services/ and local/ only',
    rule: 'lint/style/noProcessEnv',
    breaks: [
      ['functions/reads-environment.ts', 'export const table = process.env.TABLE;'],
      ['conduct/reads-environment.ts', "export const table = process.env['TABLE'];"],
      ['infra/reads-environment.ts', 'export const table = process.env.TABLE;'],
    ],
    keeps: [
      ['services/reads-environment.ts', 'export const table = process.env.TABLE;'],
      ['local/reads-environment.ts', 'export const port = process.env.PORT;'],
    ],
  },
  {
    ban: 'no promise floats, or its failure is heard by nobody',
    rule: 'lint/nursery/noFloatingPromises',
    breaks: [
      ['conduct/floats-import.ts', "import { send } from './sends.ts';\nexport function go() {\n  send();\n}"],
      [
        'conduct/floats-service.ts',
        "import type { Mailer } from '../services/mails.ts';\nexport async function go(services: { mailer: Mailer }) {\n  services.mailer.send('x');\n  await services.mailer.send('y');\n}",
      ],
      [
        'conduct/floats-list.ts',
        "import { send } from './sends.ts';\nexport function go() {\n  [1].map(() => send());\n}",
      ],
    ],
    keeps: [
      ['conduct/sends.ts', "export async function send() {\n  await Promise.resolve('sent');\n}"],
      ['services/mails.ts', 'export interface Mailer {\n  send(to: string): Promise<void>;\n}'],
      ['conduct/awaits.ts', "import { send } from './sends.ts';\nexport async function go() {\n  await send();\n}"],
      ['conduct/voids.ts', "import { send } from './sends.ts';\nexport function go() {\n  void send();\n}"],
    ],
  },
];

/** The import that stands on line `n` (from 1) of a row's planted file. */
const importsOf = ({ may, mustNot }: (typeof IMPORT_TABLE)[number]) => [...may, ...mustNot];
const plantedImports = IMPORT_TABLE.map((row): [string, string] => [
  row.file,
  importsOf(row)
    .map((from) => `import '${from}';\n`)
    .join(''),
]);

/** Everything planted at once: one run of Biome. */
const found = lint(new Map([...plantedImports, ...BANS.flatMap(({ breaks, keeps }) => [...breaks, ...keeps])]));

describe('the import table of ADR 021', () => {
  describe.each(IMPORT_TABLE)('$file', (row) => {
    const linesRefused = found
      .get(row.file)!
      .filter(({ rule }) => rule === 'lint/style/noRestrictedImports')
      .map(({ line }) => line);
    const isRefused = (from: string) => linesRefused.includes(importsOf(row).indexOf(from) + 1);

    test.each(row.may)('may import %s', (from) => {
      expect(isRefused(from)).toBe(false);
    });

    test.each(row.mustNot)('must not import %s', (from) => {
      expect(isRefused(from)).toBe(true);
    });
  });

  test('has a row for every folder whose code is shipped, so that a new folder is not left without a rule', () => {
    const folders = globSync('*/**/*.{ts,tsx}', { cwd: root, exclude: ['node_modules', 'cdk.out', 'data', 'reports'] })
      .map((file) => file.split('/')[0]!)
      .filter((folder) => !['test', 'scripts'].includes(folder));

    const withRow = new Set(IMPORT_TABLE.map(({ file }) => file.split('/')[0]));
    expect([...new Set(folders)].filter((folder) => !withRow.has(folder))).toEqual([]);
  });
});

describe.each(BANS)('$ban', ({ rule, says, breaks, keeps }) => {
  const saidOf = (file: string) =>
    found
      .get(file)!
      .filter((finding) => finding.rule === rule && (says === undefined || finding.message.startsWith(says)));

  test.each(breaks)('%s breaks it', (file) => {
    expect(saidOf(file)).toHaveLength(1);
  });

  test.each(keeps)('%s keeps it', (file) => {
    expect(saidOf(file)).toEqual([]);
  });
});
