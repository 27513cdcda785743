import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, AssetStaging } from 'aws-cdk-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { CommonGroundStack } from '../../infra/common-ground-stack.ts';
import { CDK_CONTEXT, DOORS, SETTINGS } from './synthesize.ts';

/** A cold start reads and compiles the whole bundle: at this size it takes about a third of a second. Bytes. */
const LARGEST_BUNDLE = 1_520_000;
/** What sets type comes with the function that makes documents, and is compiled only once somebody asks for one. Bytes. */
const WHAT_SETS_TYPE = 450_000;

/** One function serves every page, the drawn ladders and the stylesheet with them: a third of it is text, which is read and not compiled. Bytes. */
const WHAT_PAGES_ADD = 450_000;

const bundles = new Map<string, string>();

beforeAll(() => {
  const outdir = mkdtempSync(join(tmpdir(), 'common-ground-bundles-'));
  const app = new App({ outdir, context: CDK_CONTEXT, analyticsReporting: false });
  const stack = new CommonGroundStack(app, 'CommonGround', { ...SETTINGS, machinesFolder: 'statemachines' });
  app.synth();
  for (const asset of stack.node.findAll())
    if (asset instanceof AssetStaging)
      // …/<function>/Code/Stage
      bundles.set(asset.node.scopes.at(-3)!.node.id, join(asset.absoluteStagedPath, 'index.mjs'));
}, 120_000);

describe('what Lambda is given', () => {
  test('is one ESM file for each door, which loads by itself and exports a handler', () => {
    // Together in one process of their own: a bundle must find all it needs, with no environment and no node_modules.
    const script = `for (const file of process.argv.slice(1)) console.log(typeof (await import(file)).handler)`;
    const answers = execFileSync(process.execPath, ['--input-type=module', '--eval', script, ...bundles.values()], {
      encoding: 'utf8',
      cwd: tmpdir(),
    });

    expect([...bundles.keys()].toSorted()).toEqual(DOORS.map(({ name }) => name).toSorted());
    expect(answers.trim().split('\n')).toEqual(DOORS.map(() => 'function'));
  });

  test('is small, has no source map, and names no file of the machine that built it', () => {
    for (const [name, file] of bundles) {
      const setsType = DOORS.find((door) => door.name === name)?.makesDocuments ? WHAT_SETS_TYPE : 0;
      const pages = name === 'web' ? WHAT_PAGES_ADD : 0;
      expect(statSync(file).size, name).toBeLessThan(LARGEST_BUNDLE + setsType + pages);
      const text = readFileSync(file, 'utf8');
      expect(text, name).not.toContain('sourceMappingURL');
      expect(text.includes(process.cwd()), name).toBe(false);
    }
  });

  test('has the fonts beside it only where documents are made, the very ones that were installed', () => {
    const fonts = (file: string) => readdirSync(dirname(file)).filter((name) => name.endsWith('.ttf'));
    const withFonts = [...bundles].filter(([, file]) => fonts(file).length > 0).map(([name]) => name);

    expect(withFonts).toEqual(DOORS.filter(({ makesDocuments }) => makesDocuments).map(({ name }) => name));
    for (const font of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'])
      expect(readFileSync(join(dirname(bundles.get('web')!), font))).toEqual(
        readFileSync(`node_modules/dejavu-fonts-ttf/ttf/${font}`),
      );
  });

  test('holds what sets type only where documents are made: any other door leaves a copy by email to the sweep (ADR 017)', () => {
    const settingType = [...bundles]
      .filter(([, file]) => readFileSync(file, 'utf8').includes('StructTreeRoot'))
      .map(([name]) => name);

    expect(settingType).toEqual(['web', 'sweep']);
    expect(settingType).toEqual(DOORS.filter(({ makesDocuments }) => makesDocuments).map(({ name }) => name));
  });

  test('holds the S3 client only where mail is read', () => {
    const holdingS3 = [...bundles]
      .filter(([, file]) => readFileSync(file, 'utf8').includes('GetObjectCommand'))
      .map(([name]) => name);

    expect(holdingS3).toEqual(DOORS.filter(({ readsMail }) => readsMail).map(({ name }) => name));
  });
});
