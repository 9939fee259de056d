import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { Problem } from "@/api/problem";
import { draft, dropAllDrafts } from "@/lib/drafts";
import { startTexts } from "@/lib/i18n";
import { TextField } from "./fields";
import { ResourceForm, type Values } from "./resource-form";

beforeAll(startTexts);
afterEach(() => {
  cleanup();
  dropAllDrafts();
});

function show(onSubmit: (values: Values) => Promise<void>) {
  return render(
    <ResourceForm
      operation="POST /api/tickets"
      draftKey="test"
      initial={{ title: "" }}
      submitLabel="Save"
      busyLabel="Saving"
      onSubmit={onSubmit}
    >
      <TextField name="title" label="Subject" />
    </ResourceForm>,
  );
}

test("a required field is asked for before anything is sent", async () => {
  const send = vi.fn(async () => undefined);
  show(send);
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Fill this in.");
  expect(send).not.toHaveBeenCalled();
});

test("a refusal appears at its field and the text stays", async () => {
  show(async () => {
    throw new Problem(422, "validation", "Some fields need another value.", "", [
      { pointer: "/title", code: "taken", detail: "Choose another subject." },
    ]);
  });
  await userEvent.type(screen.getByLabelText(/Subject/), "Boiler");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Choose another subject.")).toBeInTheDocument();
  expect(screen.getByLabelText(/Subject/)).toHaveValue("Boiler");
  expect(screen.getByLabelText(/Subject/)).toHaveAttribute("aria-invalid", "true");
});

test("what was typed comes back when the form is opened again, and is forgotten once saved", async () => {
  const first = show(async () => undefined);
  await userEvent.type(screen.getByLabelText(/Subject/), "Half a tho");
  first.unmount();
  expect(draft("test")).toEqual({ title: "Half a tho" });
  const second = show(async () => undefined);
  expect(screen.getByLabelText(/Subject/)).toHaveValue("Half a tho");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  second.unmount();
  await waitFor(() => expect(draft("test")).toBeUndefined());
});
