/** Japanese words for the roster. */

/** @type {typeof import("./en-roster.js").rosterWords} */
export const rosterWords = {
  roster: {
    button: "名簿をまとめて登録",
    tool: "新年度の担当者や全職員を、表計算ソフトの名簿から一度に登録します。登録の前に、何が起こるかを確かめられます。",
    heading: "名簿をまとめて登録",
    intro:
      "表計算ソフトの名簿を、見出しの行ごとコピーして貼り付けるか、CSV ファイルを選んでください。確かめるまで、何も変わりません。",
    columns:
      "見出しは「窓口」「表示名」「役職・呼び名」「メールアドレス」「前任者」です。「表示名」（新しい窓口の名前）と「前任者」（前任者の呼び名かメールアドレス）は、なくてもかまいません。",
    sheet: "名簿",
    sheetHint: "担当者 1 人につき 1 行です。",
    file: "または CSV ファイル",
    from: "いつから",
    fromHint: "2027-04-01 のように書きます。空欄のときは、案内メールに返信があり次第始まります。",
    rehearse: "何が起こるか確かめる",
    apply: "このとおり登録する",
    result: "登録の内容",
    done: (rows, mails) =>
      `${rows} 行を登録しました。案内メール ${mails} 通を、1 時間に 20 通まで、順番に送ります（およそ ${Math.max(1, Math.ceil(mails / 20))} 時間）。まだ返信のない人は「窓口」の画面で分かります。`,
    summary: (made, handedOver, leftAlone, published, mails) =>
      `新しい担当者 ${made}、引き継ぎ ${handedOver}、そのまま ${leftAlone}、新しい窓口 ${published}、案内メール ${mails} 通。`,
    starts: (time) => `それまでに返信した人は、${time} から担当になります。`,
    row: "行",
    address: "窓口",
    label: "役職・呼び名",
    mailbox: "メールアドレス",
    action: "すること",
    column: "列",
    what: "直すところ",
    otherDomain: "ほかの窓口とドメインが違います。",
    comma: "、",
    wrong: "何も変更していません。先に次のところを直してください。",
    published: "窓口を新しく公開",
    shared: "案内メールは同じ人に 1 通だけ",
    actions: { made: "新しく登録", "handed-over": "引き継ぎ", "left-alone": "登録済み（そのまま）" },
    fields: {
      address: "窓口",
      name: "表示名",
      label: "役職・呼び名",
      destination: "メールアドレス",
      replaces: "前任者",
      effectiveAt: "いつから",
      rows: "全体",
    },
  },
};
