import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compile } from 'sass';

// Compiles the stylesheet and the script into pages/assets/built.ts, a module and not files, so that a Lambda carries them in
// its bundle and reads nothing from disk. The result is committed: `npm start` needs no build, and --check fails when it is stale.
//
//   tsx scripts/build-assets.ts           writes pages/assets/built.ts
//   tsx scripts/build-assets.ts --check   writes nothing; exits 1 when the committed file is not what the sources make

const root = fileURLToPath(new URL('..', import.meta.url));
const BUILT = `${root}pages/assets/built.ts`;

/** The stylesheet, for the browsers GOV.UK Frontend supports. */
const compileStylesheet = (): string =>
  compile(`${root}pages/assets/site.scss`, {
    style: 'compressed',
    loadPaths: [`${root}node_modules`],
    // Warnings about the package's own Sass are not ours to act on; ours still show.
    quietDeps: true,
    charset: false,
  }).css;

/** The script, as one ES module. */
const bundleScript = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [`${root}pages/assets/enhance.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
  });
  return outputFiles[0]!.text.trimEnd();
};

/** 16 hexadecimal digits (64 bits) of the content's SHA-256: a changed file has a new address, so it may be cached for ever. */
const contentHash = (body: string) => createHash('sha256').update(body).digest('hex').slice(0, 16);

const asset = (extension: 'css' | 'js', body: string) =>
  `{ path: '/assets/site-${contentHash(body)}.${extension}', body: ${JSON.stringify(body)} }`;

/** The source of pages/assets/built.ts, the same on every machine for the same sources and package versions. */
const builtModule = async () => `// biome-ignore-all format: generated
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the script as esbuild wrote it
// Written by scripts/build-assets.ts from site.scss with its parts, enhance.ts and govuk-frontend: change those, not this.

/** The stylesheet: the address it is served at, which has its content's hash in it, and its text. */
export const css = ${asset('css', compileStylesheet())};

/** The script, which only adds to pages that work without it: its address and its text. */
export const js = ${asset('js', await bundleScript())};
`;

const fresh = await builtModule();
if (!process.argv.includes('--check')) {
  writeFileSync(BUILT, fresh);
} else if (!existsSync(BUILT) || readFileSync(BUILT, 'utf8') !== fresh) {
  console.error(
    'pages/assets/built.ts is not what its sources make: run `tsx scripts/build-assets.ts` and commit the result',
  );
  process.exitCode = 1;
}
