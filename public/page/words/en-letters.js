/** English letters: a note for a new officer, and a statement for parents. */

export const invitation = {
  button: "Invitation",
  heading: "A note for the new officer",
  intro: "Print it or send it before the first mail comes.",
  address: "For which address?",
  /** @param {string} address @returns {string[]} paragraphs */
  text: (address) => [
    `You will answer mail for ${address}.`,
    `People write to ${address}. You read it in your own mailbox and press Reply, as always. They never see your address or your name, and you never see their address: in its place stands an alias that begins with “anon-”.`,
    "What comes first:\n1. A mail in English from Cloudflare, the company that carries our mail. It asks you to verify your address. It is no spam: press the button in it. If you expected no such mail, do not press it, and ask us.\n" +
      `2. A welcome mail from ${address}. When it is there, you are ready.`,
    "How to answer:\n• Just press Reply, from the mailbox in which you got the welcome mail. From any other one it is refused.\n• Forty aliases in To? Each person gets a copy of their own, and nobody sees anybody.\n• Switch your signature off: a name or a phone number in it would be seen.\n• Photos: about 3.5 MB in one answer.\n• Do not forward these mails. An alias works for you alone.\n• Phone lost? Call us at once: we stop everything with one press.",
    "Questions: ______________________",
  ],
};

export const card = {
  button: "Card for a lost phone",
  /** @param {string} who */
  heading: (who) => `Card for ${who}`,
  intro:
    "With this card the officer stops mail and answers without you, from anybody’s phone. Print it and give it to them on paper. A card made before no longer works.",
  make: "Make a new card",
  once: "The code is shown this once. Print it now.",
  /** @param {string} who */
  title: (who) => `If you lose your phone (${who})`,
  use: "From any phone or computer, send an empty mail to the first address, or scan the first code and press Send. Mail and answers stop at once, and whoever has your phone cannot resume them.",
  stop: "Stop",
  start: "Resume, when you have your phone again",
  keep: "Keep this card at home, not with the phone.",
};

export const statement = {
  button: "Statement for parents",
  heading: "What we hide, from whom, how long we keep it",
  intro: "Made from today’s settings. Copy it into your letter.",
  bullet: "• ",
  space: " ",
  title: "About mail to us",
  /** @param {string} address @param {string} name @param {number} officers */
  reaches: (address, name, officers) =>
    `${address}${name ? ` (${name})` : ""} reaches ${officers === 0 ? "nobody at present" : officers === 1 ? "one person" : `${officers} persons`}.`,
  hidesNames: "They see neither your address nor your name.",
  hidesAddress: "They see your name, but not your address.",
  hidesSome: "Some of them can see your address.",
  hidesNothing: "They can see your address.",
  closed: "It is closed at present.",
  noReplies: "It cannot answer at present.",
  toYou: "You see neither the addresses nor the names of those who answer: every answer comes from the public address.",
  how: "Where an address is hidden, an alias stands in its place, throughout the message: in the text, in attached messages and calendars, in file names. Photos and other files arrive as they were sent; what they show is not changed. A name or a phone number in your text stays as you wrote it.",
  keep: [
    "What you write is passed on and never stored by us.",
    "Which alias stands for whom is kept encrypted, as long as the forwarding exists and 30 days longer. If you ask us, it is erased at once.",
    "When mail came, and whether it could be sent on: 30 days. What keeps a conversation together: 180 days.",
    "Our mail is carried by Cloudflare. Those who look after our account there can see, in its log, who wrote to us and the subject.",
  ],
  keepTitle: "How long we keep it",
  contact: "To be forgotten, or with questions: ______________________",
};
