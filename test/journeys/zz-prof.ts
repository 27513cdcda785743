import { openWorld } from '/work/main/test/journeys/world.ts';
import { nursesForm } from '/work/main/test/journeys/people.ts';
const w = await openWorld('Mon 2 Mar 2026 09:30');
await w.raiseForm('wyrefold', nursesForm());
await w.until('Fri 20 Mar 2026 17:30');
const t=performance.now();
await w.clock.moveTo(w.clock.now().add({hours:24*150}));
console.log('150 days', performance.now()-t);
w.close();
