import Hapi from "@hapi/hapi";
import mongoose from "mongoose";

const server = Hapi.server({
  port: process.env.PORT || 3000,
  host: process.env.HOST || "localhost",
});

server.route({ method: "GET", path: "/", handler: () => "readings" });

mongoose.connect(process.env.ATLAS_URI ?? "").then(() => server.start());
