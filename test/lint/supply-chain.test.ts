import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './planted.ts';

/** Licences that let this code be used and passed on with nothing owed but the notice. A new one here is a decision, not a fix. */
const ALLOWED_LICENCES = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0'];

/** Packages whose lockfile entry names no licence from the list, at the version whose licence text was read. */
const READ_BY_US: Record<string, string> = {
  'png-js@2.0.0': 'its LICENSE is the MIT text; its package.json only leaves the name out',
  'dejavu-fonts-ttf@2.37.3':
    'the Bitstream Vera terms: use, embed and pass on freely, not sold alone, renamed when changed',
};

/**
 * The only packages whose install scripts may run: node fetches the runtime that everything runs on, esbuild puts its program
 * in place. package.json's allowScripts names them too, and those refused; change one and you have to change the other.
 */
const MAY_RUN_INSTALL_SCRIPTS = ['esbuild', 'node'];

/** What package-lock.json says of one package: the list that `npm sbom` hands to an auditor. */
interface Locked {
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  /** It comes inside another package's archive, under that one's checksum. */
  inBundle?: boolean;
  hasInstallScript?: boolean;
}

const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const manifest: {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
} = read('package.json');
const locked = Object.entries(read('package-lock.json').packages as Record<string, Locked>).filter(([at]) => at !== '');
const nameAt = (at: string) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** "(MIT OR CC0-1.0)" allows the choice of either; "A AND B" binds to both. */
function isAllowed(licence: string): boolean {
  const either = licence.replace(/^\(|\)$/g, '').split(' OR ');
  return either.some((one) => one.split(' AND ').every((part) => ALLOWED_LICENCES.includes(part)));
}

describe('S27: the supply chain is small, exact and free to use', () => {
  test('every version is exact, so that two installs are the same', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );

    expect(loose).toEqual([]);
  });

  test('the lockfile holds what package.json names, and a checksum for everything', () => {
    const versions = new Map(locked.map(([at, { version }]) => [at, version]));

    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(versions.get(`node_modules/${name}`), name).toBe(version);
    expect(
      locked.filter(([, { integrity, inBundle }]) => !inBundle && !integrity?.startsWith('sha512-')).map(([at]) => at),
    ).toEqual([]);
  });

  test('every package that is shipped has a licence on the list', () => {
    const shipped = locked.filter(([, { dev }]) => !dev);
    const refused = shipped.filter(
      ([at, { version, license }]) => !(license && isAllowed(license)) && !READ_BY_US[`${nameAt(at)}@${version}`],
    );

    expect(refused.map(([at, { license }]) => `${nameAt(at)}: ${license ?? 'no licence named'}`)).toEqual([]);
    expect(shipped.length).toBeGreaterThan(Object.keys(manifest.dependencies).length);
  });

  test.each([
    { licence: 'MIT', allowed: true },
    { licence: '(MIT OR GPL-3.0)', allowed: true },
    { licence: 'MIT AND Apache-2.0', allowed: true },
    { licence: 'MIT AND GPL-3.0', allowed: false },
    { licence: 'GPL-3.0', allowed: false },
    { licence: 'SEE LICENSE IN FILE', allowed: false },
  ])('a licence of $licence is allowed: $allowed', ({ licence, allowed }) => {
    expect(isAllowed(licence)).toBe(allowed);
  });

  test('every package with an install script is judged by name, and only two may run theirs', () => {
    const scripted = [
      ...new Set(locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([at]) => nameAt(at))),
    ];
    const allowed = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name]);

    expect(scripted.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
    expect(new Set(allowed)).toEqual(new Set(MAY_RUN_INSTALL_SCRIPTS));
  });

  test('code that is shipped imports only packages in dependencies, or production would lack one', () => {
    const shippedFolders = '{escalation,policies,statemachines,functions,conduct,pages,messages,services,local}';
    const imported = globSync(`${shippedFolders}/**/*.{ts,tsx}`, { cwd: root }).flatMap((file) =>
      // Types alone are gone once the code runs.
      [...readFileSync(path.join(root, file), 'utf8').matchAll(/^(?:import|export)(?! type).*? from '([^'.][^']*)'/gms)]
        .map(([, from]) => from!)
        .filter((from) => !from.startsWith('node:'))
        .map((from) =>
          from
            .split('/')
            .slice(0, from.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    );

    expect([...new Set(imported)].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});
