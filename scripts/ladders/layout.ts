import Elk, { type ElkExtendedEdge, type ElkNode, type ElkPort } from 'elkjs/lib/elk.bundled.js';
import type { Box, Ladder, Move } from './ladder.ts';
import { widthOf, wrap } from './text.ts';

/** Where everything stands, in CSS pixels. elk decides; nothing is placed by hand but the words beside an arrow's start. */
export interface Layout {
  width: number;
  height: number;
  boxes: PlacedBox[];
  arrows: Arrow[];
}
export interface PlacedBox {
  box: Box;
  at: Rectangle;
  heading: string[];
  lines: string[];
}
export interface Arrow {
  move: Move;
  points: Point[];
  /** It ends on the line of another arrow to the same box, which has the head. */
  joins?: true;
  label: { at: Point; lines: string[] };
}
interface Point {
  x: number;
  y: number;
}
interface Rectangle extends Point {
  width: number;
  height: number;
}

/** CSS pixels: at the scale of the page these print at 8 points or more. */
export const TEXT = 11;
export const HEADING = 12.5;
export const LINE = 14;
export const PADDING = 9;
const STAGE_WIDTH = 480;
const CLOSING_WIDTH = 160;
/** Beside the boxes: as wide as the words of an arrow that leaves there. */
const BESIDE = 92;
/** Half a stage, for the words right of the line that leaves its middle. */
const RIGHT_OF_LINE = STAGE_WIDTH / 2 - 10;
const BETWEEN_CLOSING = 80;
const ABOVE_CLOSING = 16;
/** Where the arrow of all that is settled comes in: near the corner, so that the row takes no room left of it. */
const INTO_THE_CLOSING = 24;

const NO_PADDING = { 'elk.padding': '[top=0,left=0,bottom=0,right=0]' };
const MAIN = {
  ...NO_PADDING,
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.mergeHierarchyEdges': 'true',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.spacing.edgeNode': String(BESIDE),
  'elk.spacing.edgeEdge': '14',
  'elk.layered.spacing.nodeNodeBetweenLayers': '8',
  'elk.layered.spacing.edgeNodeBetweenLayers': '5',
  'elk.spacing.edgeLabel': '2',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_DOWN',
};
const ROW = {
  ...NO_PADDING,
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.spacing.nodeNodeBetweenLayers': '16',
  'elk.spacing.nodeNode': '12',
  'elk.spacing.edgeNode': '8',
  'elk.spacing.edgeLabel': '1',
};
const CLOSING = 'closing';

/** Lays a ladder out: stages from top to bottom, the closing as a row beneath them. */
export async function layOut(ladder: Ladder): Promise<Layout> {
  const elk = new Elk();
  const closingIds = new Set(ladder.closing.map(({ id }) => id));
  const inRow = ladder.moves.filter(({ from }) => closingIds.has(from));
  const inMain = ladder.moves.filter(({ from }) => !closingIds.has(from));

  const row: ElkNode = await elk.layout({
    id: 'row',
    layoutOptions: ROW,
    children: closingNodes(ladder.closing),
    edges: inRow.map((move) => ({
      ...edgeId(move),
      sources: [`${move.from}.${move.way}`],
      targets: [`${move.to}.${move.way === 'further' ? 'arrives' : 'in'}`],
      labels: labelOf(move, move.way === 'further' ? CLOSING_WIDTH * 2 : BETWEEN_CLOSING),
    })),
  });
  const entry = row.children![0]!;
  const main: ElkNode = await elk.layout({
    id: 'main',
    layoutOptions: MAIN,
    children: [
      ...ladder.stages.map((box) => stageNode(box, inMain)),
      {
        id: CLOSING,
        width: row.width!,
        height: row.height! + ABOVE_CLOSING,
        layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
        ports: [port(CLOSING, 'settled', 'NORTH', entry.x! + INTO_THE_CLOSING, 0)],
      },
    ],
    edges: inMain.map((move): ElkExtendedEdge => {
      const target = closingIds.has(move.to) ? `${CLOSING}.settled` : `${move.to}.${enters(move)}`;
      return {
        ...edgeId(move),
        sources: [`${move.from}.${leaves(move)}`],
        targets: [target],
        ...(move.way === 'on' ? { labels: labelOf(move, RIGHT_OF_LINE) } : {}),
        layoutOptions: { 'elk.layered.priority.straightness': move.way === 'on' ? '10' : '1' },
      };
    }),
  });

  const under = main.children!.find(({ id }) => id === CLOSING)!;
  const rowAt = { x: under.x!, y: under.y! + ABOVE_CLOSING };
  return {
    width: main.width!,
    height: main.height!,
    boxes: [...placed(ladder.stages, main, { x: 0, y: 0 }), ...placed(ladder.closing, row, rowAt)],
    arrows: [
      ...sharingATrunk(arrows(inMain, main, { x: 0, y: 0 }, entry.y! + ABOVE_CLOSING)),
      ...arrows(inRow, row, rowAt),
    ],
  };
}

const edgeId = ({ from, to, way, label }: Move) => ({ id: `${from} ${way} ${to} ${label}` });
const leaves = ({ way, by }: Move) => (way === 'further' ? `further-${by === 'people' ? 'people' : 'clock'}` : way);
const enters = (move: Move) => (move.way === 'further' ? 'arrives' : 'in');

function sizeOf(box: Box, width: number): ElkNode {
  const { heading, lines } = wordsOf(box, width);
  return { id: box.id, width, height: PADDING * 2 + (heading.length + lines.length) * LINE };
}

function wordsOf(box: Box, width: number): { heading: string[]; lines: string[] } {
  const inside = width - PADDING * 2;
  return {
    heading: wrap(box.heading, inside, HEADING, 'heading'),
    lines: box.lines.flatMap((line) => wrap(line, inside, TEXT)),
  };
}

/** A stage's arrows come in at the top and go on at the bottom; those that are settled leave on the left, those that pass a stage on the right. */
function stageNode(box: Box, moves: readonly Move[]): ElkNode {
  const node = sizeOf(box, STAGE_WIDTH);
  const [width, height] = [node.width!, node.height!];
  const further = [...new Set(moves.filter(({ from, way }) => from === box.id && way === 'further').map(leaves))];
  const arrives = moves.some(({ to, way }) => to === box.id && way === 'further');
  return {
    ...node,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [
      port(box.id, 'in', 'NORTH', width / 2, 0),
      port(box.id, 'on', 'SOUTH', width / 2, height),
      port(box.id, 'settled', 'WEST', 0, height / 2),
      ...(arrives ? [port(box.id, 'arrives', 'EAST', width, height * 0.25)] : []),
      ...further.map((name, index) =>
        port(box.id, name, 'EAST', width, height * (0.5 + (0.4 * (index + 1)) / (further.length + 1))),
      ),
    ],
  };
}

/** Boxes of one height in a row, so that the arrow through them is straight; the one that passes a box by goes beneath it. */
function closingNodes(boxes: readonly Box[]): ElkNode[] {
  const height = Math.max(...boxes.map((box) => sizeOf(box, CLOSING_WIDTH).height!));
  return boxes.map(({ id }, index) => ({
    id,
    width: CLOSING_WIDTH,
    height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [
      port(id, 'in', 'WEST', 0, height / 2),
      port(id, 'on', 'EAST', CLOSING_WIDTH, height / 2),
      ...(index === 0 ? [port(id, 'further', 'SOUTH', CLOSING_WIDTH / 2, height)] : []),
      ...(index === boxes.length - 1 ? [port(id, 'arrives', 'SOUTH', CLOSING_WIDTH / 2, height)] : []),
    ],
  }));
}

const port = (box: string, name: string, side: string, x: number, y: number): ElkPort => ({
  id: `${box}.${name}`,
  x,
  y,
  width: 0,
  height: 0,
  layoutOptions: { 'elk.port.side': side },
});

function labelOf(move: Move, width: number) {
  const lines = wrap(move.label, width, TEXT);
  const widest = Math.max(...lines.map((line) => widthOf(line, TEXT)));
  return [{ text: lines.join('\n'), width: widest + 8, height: lines.length * LINE + 4 }];
}

function placed(boxes: readonly Box[], graph: ElkNode, by: Point): PlacedBox[] {
  return boxes.map((box) => {
    const { x, y, width, height } = graph.children!.find(({ id }) => id === box.id)!;
    const at = { x: x! + by.x, y: y! + by.y, width: width!, height: height! };
    return { box, at, ...wordsOf(box, width!) };
  });
}

/** `further`: how much lower than the row's edge its first box begins, to which the settled arrow goes. */
function arrows(moves: readonly Move[], graph: ElkNode, by: Point, further = 0): Arrow[] {
  return moves.map((move) => {
    const edge = graph.edges!.find(({ id }) => id === edgeId(move).id)!;
    const { startPoint, bendPoints = [], endPoint } = edge.sections![0]!;
    const points = [startPoint, ...bendPoints, endPoint].map(({ x, y }) => ({ x: x + by.x, y: y + by.y }));
    if (move.way === 'settled') points.at(-1)!.y += further;
    const own = edge.labels?.[0];
    if (own)
      return { move, points, label: { at: { x: own.x! + by.x + 4, y: own.y! + by.y }, lines: own.text!.split('\n') } };
    const lines = wrap(move.label, BESIDE - 14, TEXT);
    const start = points[0]!;
    const x = move.way === 'settled' ? start.x - BESIDE + 4 : start.x + 6;
    return { move, points, label: { at: { x, y: start.y - lines.length * LINE - 3 }, lines } };
  });
}

/**
 * Arrows that end at one point share the last part of the way. The first is drawn whole and the others only to where they join it:
 * dashes drawn over dashes look like a solid line, which means something else.
 */
function sharingATrunk(all: readonly Arrow[]): Arrow[] {
  return all.map((arrow) => {
    const end = arrow.points.at(-1)!;
    const trunk = all.find(
      ({ move, points }) => move.way === arrow.move.way && move.by === arrow.move.by && isSame(points.at(-1)!, end),
    )!;
    if (trunk === arrow || arrow.move.way === 'on') return arrow;
    const start = arrow.points[0]!;
    return { ...arrow, points: [start, { x: trunk.points[1]!.x, y: start.y }], joins: true };
  });
}

const isSame = (one: Point, other: Point) => one.x === other.x && one.y === other.y;
