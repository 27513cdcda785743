import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressSchema } from '../../escalation/address.ts';
import { requireAddress } from '../../services/compose.ts';

describe('an email address that somebody types', () => {
  it.each([
    ['in capitals and with spaces around it', ' Ann.Fairlamb@Tarn.Example ', 'ann.fairlamb@tarn.example'],
    ['with a tag and a hyphen', 'ann-marie+duty@north-tarn.example', 'ann-marie+duty@north-tarn.example'],
    ['with an apostrophe', "ann.o'brien@tarn.example", "ann.o'brien@tarn.example"],
    ['with an apostrophe that a word processor curled', 'ann.o’brien@tarn.example', "ann.o'brien@tarn.example"],
  ])('is taken %s', (_, typed, kept) => {
    expect(addressSchema.parse(typed)).toBe(kept);
  });

  it.each([
    ['two dots in a row', 'ann..fairlamb@tarn.example'],
    ['a dot before the @', 'ann.@tarn.example'],
    ['a dot after the domain', 'ann@tarn.example.'],
    ['two dots in the domain', 'ann@tarn..example'],
    ['a letter that no provider takes', 'änn@tarn.example'],
    ['a domain without a dot', 'ann@tarn'],
    ['a space within', 'ann fairlamb@tarn.example'],
    ['two of them', 'ann@tarn.example, bo@tarn.example'],
    ['a name around it', 'Ann <ann@tarn.example>'],
    ['more than 254 characters', `ann@${'tarn.'.repeat(50)}example`],
  ])('is refused with what to write: %s', (_, typed) => {
    const refused = addressSchema.safeParse(typed);

    expect(refused.error?.issues[0]?.message).toBe('write one email address, like name@agency.example');
  });

  it('S9: can be written to when it is taken, so that nobody who was let in cannot be told', () => {
    const nearlyAddresses = fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), fc.constantFrom('ann', 'a.b', "o'b", ''))
      .map(([some, known]) => `${known}${some}@${some.length % 2 ? 'tarn.example' : `${some}.example`}`);
    fc.assert(
      fc.property(fc.oneof(nearlyAddresses, fc.emailAddress()), (typed) => {
        const taken = addressSchema.safeParse(typed);
        if (taken.success) expect(requireAddress(taken.data)).toBe(taken.data);
      }),
      { numRuns: 300 },
    );
  });
});
