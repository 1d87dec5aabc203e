/** One case in a process of its own: `node case.ts <contender> <shape> <direction> <quick|thorough>`; JSON on stdout. */
import { CONTENDERS, contender } from "./contenders.ts";
import { measure, QUICK, THOROUGH } from "./measure.ts";
import { type Direction, message, SHAPES } from "./messages.ts";

const [asked, shapeName, asDirection, effort] = process.argv.slice(2);
const name = CONTENDERS.find((known) => known === asked);
const shape = SHAPES.find((known) => known.name === shapeName);
if (!name || !shape) throw new Error(`no such case: ${asked} ${shapeName}`);
const direction: Direction = asDirection === "reply" ? "reply" : "inbound";

const octets = message(shape, direction);
const work = await contender(name);
const result = await measure(() => work(octets, direction), effort === "quick" ? QUICK : THOROUGH);
console.log(JSON.stringify(result));
