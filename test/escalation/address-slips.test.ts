import { describe, expect, test } from 'vitest';
import { likelyMeant } from '../../escalation/address-slips.ts';

const KNOWN = ['brackenshire.example', 'police.brackenshire.example', 'tarntrust.nhs.uk'];

describe('an address with a slip of the finger', () => {
  test.each([
    ['two letters changed places', 'ann@gmial.com', 'ann@gmail.com'],
    ['a letter too many', 'ann@nhs.nett', 'ann@nhs.net'],
    ['a letter too few', 'ann@hotmal.co.uk', 'ann@hotmail.co.uk'],
    ['a letter wrong', 'ann@outlook.con', 'ann@outlook.com'],
    ['in a domain of the directory', 'ann@brakenshire.example', 'ann@brackenshire.example'],
    ['in its ending', 'ann@tarntrust.nhs.ukk', 'ann@tarntrust.nhs.uk'],
    ['in the ending of one we do not know', 'ann@fell.nhs.ukk', 'ann@fell.nhs.uk'],
  ])('%s', (_, typed, meant) => {
    expect(likelyMeant(typed, KNOWN)).toBe(meant);
  });

  test.each([
    ['as the directory has it', 'ann@police.brackenshire.example'],
    ['a well-known one', 'ann@nhs.net'],
    ['of a place we do not know', 'ann@fernhollow.org.uk'],
    ['of another country', 'ann@klinik.us'],
    ['with an ending that is real and near another', 'ann@claims.vet'],
    ['a short name that differs from another by a letter', 'ann@go.com'],
    ['two slips', 'ann@gmalil.co'],
  ])('nothing is asked of one %s', (_, typed) => {
    expect(likelyMeant(typed, [...KNOWN, 'bo.com'])).toBeUndefined();
  });
});
