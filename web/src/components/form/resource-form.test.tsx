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
  expect(draft("test")?.values).toEqual({ title: "Half a tho" });
  const second = show(async () => undefined);
  expect(screen.getByLabelText(/Subject/)).toHaveValue("Half a tho");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  second.unmount();
  await waitFor(() => expect(draft("test")).toBeUndefined());
});

test("what others save meanwhile is taken over, but for what is being typed", async () => {
  // jsdom animates nothing.
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  const animate = vi.fn<Element["animate"]>();
  Element.prototype.animate = animate;
  const stored = { title: "Printer", location: "Leeds" };
  const labels = { title: "Subject", location: "Location" };
  const send = vi.fn(async () => undefined);
  const form = (values: Values) => (
    <ResourceForm
      operation="PATCH /api/tickets/{id}"
      initial={stored}
      stored={{ values, labels }}
      submitLabel="Save"
      busyLabel="Saving"
      onSubmit={send}
    >
      <TextField name="title" label="Subject" />
      <TextField name="location" label="Location" />
    </ResourceForm>
  );
  const { rerender } = render(form(stored));
  const title = screen.getByLabelText(/Subject/);
  await userEvent.type(title, ", second floor");
  rerender(form({ title: "Printer smells", location: "York" }));
  expect(screen.getByLabelText(/Location/)).toHaveValue("York");
  expect(title).toHaveValue("Printer, second floor");
  expect(title).toHaveFocus();
  expect(screen.getByRole("status")).toHaveTextContent("changed Location");
  expect(animate).toHaveBeenCalledOnce();
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  // What the typing began from: the title as it was, so that saving can ask; the location as it is by now.
  const typed = { title: "Printer, second floor", location: "York" };
  expect(send).toHaveBeenCalledWith(typed, expect.anything(), { title: "Printer", location: "York" });
});

test("a form that opens again shows what was typed over what is stored by then", async () => {
  const labels = { title: "Subject", location: "Location" };
  const form = (stored: Values) => (
    <ResourceForm
      operation="PATCH /api/tickets/{id}"
      draftKey="tickets/1"
      initial={stored}
      stored={{ values: stored, labels }}
      submitLabel="Save"
      busyLabel="Saving"
      onSubmit={async () => undefined}
    >
      <TextField name="title" label="Subject" />
      <TextField name="location" label="Location" />
    </ResourceForm>
  );
  const { unmount } = render(form({ title: "Printer", location: "Leeds" }));
  await userEvent.type(screen.getByLabelText(/Subject/), "s");
  unmount();
  render(form({ title: "Printer smells", location: "York" }));
  expect(screen.getByLabelText(/Subject/)).toHaveValue("Printers");
  expect(screen.getByLabelText(/Location/)).toHaveValue("York");
});
