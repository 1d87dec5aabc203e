/** Invitations: whoever reads a copy is invited in place of the public address. */
import type { Edit } from "../edit.ts";
import type { Part } from "../mime/parts.ts";
import { kindOfText } from "../mime/text-kind.ts";
import { foldedEdits } from "./folded-text.ts";
import { inBody } from "./part-edits.ts";
import { searchContext, type Walk } from "./walk.ts";

/** The edits of a message in which nothing is hidden: those of its calendars alone. What is signed stays as it is. */
export function invitationEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  switch (part.content.kind) {
    case "multipart":
      return part.type.token === "multipart/signed"
        ? []
        : part.content.parts.flatMap((child) => invitationEdits(octets, child, walk));
    case "message":
      return [];
    case "leaf":
      return kindOfText(octets, part) === "folded"
        ? inBody(octets, part.body, part.encoding, walk, (piece) => foldedEdits(piece, searchContext(walk, "text")))
        : [];
  }
}
