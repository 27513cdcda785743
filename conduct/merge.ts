import { closeMerged, giveUpMerging, hasAllOf, takeOver, textsToTakeOver } from '../escalation/merging.ts';
import { openVisit } from '../escalation/record.ts';
import { type Kept, readDisagreement, writeChange } from '../services/disagreements.ts';
import type { Services } from '../services/services.ts';
import { ConditionFailed } from '../services/table.ts';
import { readTexts, settingFor } from './reading.ts';

/**
 * Makes one of two records (ADR 016), each by a conditional write of its own, in an order in which a crash loses nothing: first the
 * one that goes on takes over what the other has, then the other closes. Tried again after a crash, it finds what was done and goes on from
 * there; one that changed in between is taken over again before it closes. Where they cannot be one any more the other goes on as it was.
 * `settle`: carries out what the one that goes on then owes.
 */
export async function mergeOn(
  services: Services,
  closingId: string,
  settle: (services: Services, record: Kept) => Promise<Kept>,
): Promise<void> {
  for (;;) {
    const closing = await readDisagreement(services.table, closingId);
    if (!closing?.d.merging) return;
    const setting = await settingFor(services, closing.d);
    const goesOn = await readDisagreement(services.table, closing.d.merging.id);
    const isOver = !openVisit(closing.d) || closing.d.outcome !== null;
    try {
      if (!goesOn || isOver) await writeChange(services, giveUpMerging(closing.d, setting), closing.version);
      else if (hasAllOf(goesOn.d, closing.d))
        await writeChange(services, closeMerged(closing.d, setting), closing.version);
      else {
        const texts = await readTexts(services, closing.d, textsToTakeOver(closing.d));
        const taken = takeOver(goesOn.d, closing.d, texts, await settingFor(services, goesOn.d));
        if ('nothing' in taken) await writeChange(services, giveUpMerging(closing.d, setting), closing.version);
        else await settle(services, await writeChange(services, taken.change, goesOn.version));
      }
    } catch (reason) {
      if (!(reason instanceof ConditionFailed)) throw reason;
    }
  }
}
