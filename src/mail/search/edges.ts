/**
 * Where an address starts and ends when nothing separates it from the words around it.
 *
 * The rule: a longer address is another mailbox, and stays (`mataro@company.example`, `taro@company.example.org`), unless what
 * makes it longer cannot be part of an address, or hardly ever is: a change of letter case (`E-MailTaro@`, `@x.exampleTEL`), a
 * label (`Mailtaro@`), the number of a list (`1.taro@`), a telephone number, French elision (`d'hanako@`), what no top-level
 * domain has (`@x.example03`, `@x.example.I`), the next sentence, a file's extension. In doubt it is hidden: a replacement too
 * many does less harm than an address that shows.
 */

/** Words that are set before addresses, and run into them where a table or a signature loses its spaces. */
const LABEL =
  /(?:^|[^a-z])(?:e[-_.]?mails?|mails?|mailto|courriel|correo|tel|phone|fax|mobile|address|adress[ae]?|addr|contact|kontakt|from|sender|author|reply-?to|user(?:name)?|name|login|account|skype)[-._]?$/i;
const LIST_NUMBER = /(?:^|[^a-z0-9])\d{1,3}[.:]$/i;
/** Japan's, with or without hyphens; any other with two; a date is written like one. */
const TELEPHONE = /(?:^|[^0-9])(?:(?:19|20)\d\d[-.]\d\d[-.]\d\d|0\d{9,10}|\+?\d{1,5}[-.]\d{1,5}[-.]\d{3,5})$/i;
/** A quotation mark, or French elision: `d'`, `qu'`; not `O'`, with which names begin. */
const APOSTROPHE = /(?<!(?:^|[^a-z])o)'$/i;
/** Nobody's local part has them in its middle; carriers sold `a..b`. */
const PAUSE = /(?:\.\.\.|--)$/;

/** No pattern above looks further back. */
const LABEL_REACH = 24;

/** Whether an address may start in the middle of a run of characters that could all be a local part. */
export function mayStartAt(run: string, at: number): boolean {
  const [last, next] = [run[at - 1] ?? "", run[at] ?? ""];
  if (changesCase(run.slice(Math.max(0, at - 2), at), run.slice(at, at + 2))) return true;
  if (!/[a-z0-9_'.:-]/i.test(last) || !/[a-z0-9_]/i.test(next)) return false;
  const before = run.slice(Math.max(0, at - LABEL_REACH), at);
  return [LABEL, LIST_NUMBER, TELEPHONE, APOSTROPHE, PAUSE].some((pattern) => pattern.test(before));
}

/** `mailTaro`, `TELtaro`, `TELTaro`; one capital alone begins a name: `Taro`. */
function changesCase(before: string, behind: string): boolean {
  return (
    (/[a-z]$/.test(before) && /^[A-Z]/.test(behind)) ||
    (/[A-Z]{2}$/.test(before) && /^[a-z]/.test(behind)) ||
    (/[A-Z]$/.test(before) && /^[A-Z][a-z]/.test(behind))
  );
}

/** RFC 3696 §2: letters alone, or an A-label. */
const TOP_LEVEL = /^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/i;
/** Words that follow an address without a space, to the end of the run. */
const FOLLOWING = /^(?:(?:tel|phone|fax|mobile|cell|https?|url|web|e?mail|mailto|skype)[._-]*$|www\.)/i;

/** File names end in these, no domain does. */
const FILE_EXTENSION =
  /^(?:pdf|txt|text|vcf|vcs|ics|eml|emlx|msg|mbox|mht|mhtml|html?|csv|tsv|jpe?g|png|gif|heic|webp|bmp|tiff?|svg|docx?|xlsx?|pptx?|rtf|od[tsp]|json|xml|ya?ml|log|md|zip|7z|rar|gz|tgz|tar|mp[34]|m4a|mov|avi|wav|p7[msc]|asc|gpg|pgp|cer|crt|pem|key|bak|tmp|exe)$/i;

export function isFileExtension(label: string): boolean {
  return FILE_EXTENSION.test(label);
}

/** `.zip`, `.tar.gz`, `-1.pdf`. */
function isRestOfFileName(rest: string): boolean {
  const [first = "", ...labels] = rest.split(".");
  return labels.length > 0 && (first === "" || first.startsWith("-")) && labels.every(isFileExtension);
}

/**
 * Whether an address whose domain is the first `length` characters of a run may end there.
 * @param run characters that could all be a domain
 * @param loose in file names, where any dot or dash may end it
 * @param isLocalPart whether an at sign follows the run: then its end is somebody else's local part
 */
export function mayEndAt(run: string, length: number, loose: boolean, isLocalPart: boolean): boolean {
  const rest = run.slice(length);
  if (/^[._-]*$/.test(rest) || rest.startsWith("_")) return true;
  if (isLocalPart || (loose && /^[.-]/.test(rest))) return true;
  const trimmed = run.replace(/[._-]{1,320}$/, "");
  if (!TOP_LEVEL.test(trimmed.slice(trimmed.lastIndexOf(".") + 1))) return true;
  const domain = run.slice(0, length);
  if (isRestOfFileName(trimmed.slice(length))) return true;
  if (rest.startsWith(".")) return isNextSentence(domain, rest);
  return changesCase(domain.slice(-2), rest.slice(0, 2)) || FOLLOWING.test(rest);
}

/** `company.example.Thanks`, where the space was forgotten: the next label is capitalised, or the domain is and it is not. */
export function isNextSentence(domain: string, rest: string): boolean {
  const label = /^\.([A-Za-z]+)/.exec(rest)?.[1] ?? "";
  if (!domain.includes(".")) return false; // Only two labels are a domain of mail.
  if (!/[a-z]/.test(domain)) return /[a-z]/.test(label);
  return !/[A-Z]/.test(domain) && /^[A-Z]/.test(label);
}
