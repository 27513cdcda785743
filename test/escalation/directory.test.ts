import { describe, expect, it } from 'vitest';
import { isSecureDomain } from '../../escalation/address.ts';
import {
  agenciesOfAddress,
  agencyOfAddress,
  directorySchema,
  findAgency,
  findPerson,
  reasonToVouch,
} from '../../escalation/directory.ts';
import { reasonNotToName } from '../../escalation/next-person.ts';
import { COUNCIL_ID, directory, SURGERY, TRUST_ID } from './directory-with-holes.ts';

describe('ROU-11: who may be named', () => {
  const choice = {
    namedBy: 'pat@b.example',
    forSide: 'responding',
    raiser: 'raiser@a.example',
    raisersManager: 'boss@a.example',
  } as const;

  it.each([
    ['PAT@b.example', 'You cannot name yourself', 'nobody names themselves, whatever the case of the letters'],
    ['Boss@a.example', "raiser's own line manager", 'the raiser’s manager does not answer for the other side'],
    ['raiser@a.example', 'the person who raised it', 'nor does the raiser'],
  ])('refuses %s: %s: %s', (named, reason) => {
    expect(reasonNotToName({ ...choice, named })).toContain(reason);
  });

  it('lets their own side name anybody else, and the raiser’s side the raiser’s manager', () => {
    expect(reasonNotToName({ ...choice, named: 'quin@b.example' })).toBeUndefined();
    expect(
      reasonNotToName({ ...choice, named: 'boss@a.example', forSide: 'raising', namedBy: 'raiser@a.example' }),
    ).toBeUndefined();
  });

  it('holds an address outside the agency’s domains, sub-domains included, unless the directory lists it', () => {
    expect(reasonToVouch(directory, COUNCIL_ID, 'new@TARN.example')).toBeUndefined();
    expect(reasonToVouch(directory, COUNCIL_ID, 'new@schools.tarn.example')).toContain(
      'waits for its safeguarding lead',
    );
    expect(reasonToVouch(directory, COUNCIL_ID, 'new@nottarn.example')).toContain('waits for its safeguarding lead');
  });
});

describe('whose address it is', () => {
  it.each<[string, string | undefined, string]>([
    ['anybody@TARN.example', COUNCIL_ID, 'by domain, in any case'],
    ['ivy@tarnicb.example', 'tarnshire-integrated-care-board', 'by the directory'],
    ['anybody@schools.tarn.example', undefined, 'a sub-domain is another domain'],
    ['anybody@tarn.example.evil.example', undefined, 'nor is what merely begins like it'],
    ['doctor@nhs-mail.example', undefined, 'two surgeries share the domain: ask them which'],
    ['nonsense', undefined, 'no address at all'],
  ])('%s is of %s: %s', (address, id) => {
    expect(agencyOfAddress(directory, address)?.id).toBe(id);
  });

  it('lists every agency with a shared domain, so that the person can choose', () => {
    expect(agenciesOfAddress(directory, 'doctor@nhs-mail.example').map(({ name }) => name)).toEqual([
      SURGERY,
      'Fellside Surgery',
    ]);
  });

  it('finds a person with every post they hold, in any case', () => {
    expect(findPerson(directory, ' NORA@tarnhospitals.example ')?.posts.map((post) => post.role)).toEqual([
      'line-manager',
      'senior-manager',
    ]);
    expect(findPerson(directory, 'stranger@tarn.example')).toBeUndefined();
  });

  it('PRV-1: knows a secure domain exactly, not its sub-domains', () => {
    expect(isSecureDomain(['Tarn.example'], 'x@tarn.EXAMPLE')).toBe(true);
    expect(isSecureDomain(['tarn.example'], 'x@mail.tarn.example')).toBe(false);
    expect(isSecureDomain([], 'x@tarn.example')).toBe(false);
  });
});

describe('findAgency: what somebody typed', () => {
  it.each<[string, string | undefined, string]>([
    ["tarnshire children's services", COUNCIL_ID, 'in any case'],
    ['Tarnshire Childrens  Services.', COUNCIL_ID, 'without the apostrophe, with a stop'],
    ['Tarn and Fell Hospitals Trust', TRUST_ID, '& is and'],
    ['Tarnshire Ch', COUNCIL_ID, 'the only name that begins so'],
    ['hospitals', TRUST_ID, 'the only name that contains it'],
    ['Mill Lane', 'mill-lane-surgery', 'part of the name'],
    ['Tarnshire', undefined, 'three begin so: list them'],
    ['surgery', undefined, 'two contain it'],
    ['Mi', undefined, 'too short to guess from'],
    ['Elsewhere', undefined, 'no such agency'],
    ['', undefined, 'nothing typed'],
    ['—', undefined, 'nothing but punctuation'],
    ['Safeguarding Partnership', undefined, 'the board is not an agency to disagree with'],
  ])('"%s" is %s: %s', (typed, id) => {
    expect(findAgency(directory, typed)?.id).toBe(id);
  });
});

it('is plain JSON: what is stored reads back the same', () => {
  expect(directorySchema.parse(JSON.parse(JSON.stringify(directory)))).toEqual(directory);
});
