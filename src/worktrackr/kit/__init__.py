"""The parts that know no domain: data layer, tables, CRUD, problems, the HTTP edge. At most 900 lines."""
