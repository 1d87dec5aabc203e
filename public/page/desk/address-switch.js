/** A switch of a public address: what is changed on the server changes on the page, too. */
import { api } from "../api.js";
import { switchControl } from "../kit/switch.js";
import { mayAll } from "../role.js";

/**
 * @param {import("../api.js").Address} address @param {import("../officer/sheet.js").Calls} calls
 * @param {{ name: "open" | "shareAnswers", label: string, outcome: (on: boolean) => string }} wish
 */
export function addressSwitch(address, calls, { name, label, outcome }) {
  return switchControl({
    label,
    name,
    checked: address[name],
    may: mayAll(),
    change: async (wanted) => {
      await api.changeAddress(address, { [name]: wanted });
      address[name] = wanted;
      calls.changed();
    },
    readAgain: () => calls.refresh(address.id),
    outcome,
  });
}
