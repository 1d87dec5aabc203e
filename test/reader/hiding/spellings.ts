/** How an address may be written so that its reader sees it, or a program takes it for one. */

/** @param cut between which characters of the address it is cut, where it is cut at all */
export type Spelling = (address: string, cut: number) => string;

const at =
  (sign: string): Spelling =>
  (address) =>
    address.replace("@", sign);

/** Something that shows nothing, between two characters. */
const cutBy =
  (nothing: string): Spelling =>
  (address, cut) =>
    address.slice(0, cut) + nothing + address.slice(cut);

const wide = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

const turned = (text: string): string => [...text].reverse().join("");

const hexadecimal = (text: string): string => Buffer.from(text).toString("hex");

/** Run into by what stands beside it. */
const GLUED: readonly (readonly [before: string, behind: string])[] = [
  ...([
    ["E-Mail", ""],
    ["mail:", ""],
    ["1.", ""],
    ["d'", ""],
    ["'_", "_'"],
    ["03-1234-5678", ""],
    ["a@b.example", ""],
  ] as const),
  ...([
    ["", "TEL:03-1234"],
    ["", ".I will"],
    ["", ".zip"],
    ["", "…."],
    ["", "a@b.example"],
    ["2026-11-24", ".Thanks"],
  ] as const),
];

/** In any text. */
export const IN_TEXT: ReadonlyMap<string, Spelling> = new Map<string, Spelling>([
  ["as it is", (address) => address],
  ["in capitals", (address) => address.toUpperCase()],
  ["with a tag", (address) => address.replace("@", "+shop@")],
  ["in angle brackets", (address) => `<${address}>`],
  ["in a mailto link", (address) => `mailto:${address}?subject=x`],
  ["with %40", at("%40")],
  ["with a full-width at sign", at("＠")],
  ["in full width", (address) => wide(address)],
  ["with a full-width dot", (address) => address.replace(/\.(?=[^.]*$)/, "．")],
  ["with a soft hyphen", cutBy("\u00ad")],
  ["with a zero-width space", cutBy("\u200b")],
  ["with a word joiner", cutBy("\u2060")],
  ["with a byte order mark inside", cutBy("\ufeff")],
  ...GLUED.map(([before, behind]): [string, Spelling] => [
    `between ${JSON.stringify(before)} and ${JSON.stringify(behind)}`,
    (address) => before + address + behind,
  ]),
  ["as Exchange writes it", (address) => `IMCEASMTP-${address.replace("@", "+40")}@x.example`],
  [
    "as Proofpoint writes it",
    (address) => `https://u.example/v2/url?u=https-3A__x_-3Fe-3D${address.replace("@", "-40")}&d=D`,
  ],
  [
    "as Proofpoint writes %40",
    (address) => `https://u.example/v2/url?u=https-3A__x_-3Fe-3D${address.replace("@", "-2540")}&d=D`,
  ],
  ["with _at_", at("_at_")],
  ["with --at--", at("--at--")],
  ["with (at)", at(" (at) ")],
  ["with spaces around", at(" @ ")],
  ["with a star", at("★")],
  ["with a star and spaces", at(" ☆ ")],
  ["with a circle", at("●")],
  ["with （at）", at("（at）")],
  ["with （ａｔ） and spaces", at(" （ａｔ） ")],
  ["with ( at )", at("( at )")],
  ["with [at] and many spaces", at("  [at]  ")],
  ["with 【at】", at("【at】")],
  ["with アットマーク", at("アットマーク")],
  ["with （アットマーク）", at("（アットマーク）")],
  ["with .40", at(".40")],
  ["with _x0040_", at("_x0040_")],
  ["with \\u{40}", at("\\u{40}")],
  ["with a JSON escape", at("\\u0040")],
  ["with an escape of quoted-printable", at("=40")],
  ["in hexadecimal", (address) => `https://x.example/?h=${hexadecimal(address)}`],
  ["turned round", (address) => `\u202e${turned(address)}\u202c`],
  ["in a link's base64", (address) => `https://x.example/?eid=${Buffer.from(`1 ${address}`).toString("base64url")}`],
]);

/** In HTML. */
export const IN_HTML: ReadonlyMap<string, Spelling> = new Map<string, Spelling>([
  ...IN_TEXT,
  ["cut by <wbr>", cutBy("<wbr>")],
  ["cut by a span", (address, cut) => `${address.slice(0, cut)}<span class="il">${address.slice(cut)}</span>`],
  [
    "in two runs of Word",
    (address, cut) => `<span>${address.slice(0, cut)}</span><span lang=EN>${address.slice(cut)}</span>`,
  ],
  ["in bold from the middle on", (address, cut) => `${address.slice(0, cut)}<b>${address.slice(cut)}</b>`],
  ["cut by a comment", cutBy("<!-- -->")],
  ["cut by &shy;", cutBy("&shy;")],
  ["cut by &#13;", cutBy("&#13;")],
  ["cut by &NewLine; and a tab", cutBy("&NewLine;&#9;")],
  ["cut by a picture in a tag", cutBy(`<img src="data:image/png;base64,${"iVBORw0KGgo".repeat(900)}">`)],
  ["cut by a long comment", cutBy(`<!-- ${"<b> x ".repeat(2000)} -->`)],
  ["cut by &#8203;", cutBy("&#8203;")],
  ["with &#64;", at("&#64;")],
  ["with &#x40;", at("&#x40;")],
  ["with &commat;", at("&commat;")],
  ["with &#65312;", at("&#65312;")],
  ["in references alone", (address) => [...address].map((one) => `&#${one.charCodeAt(0)};`).join("")],
  ["in a link", (address) => `<a href="mailto:${address}">${address}</a>`],
]);
