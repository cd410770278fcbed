use rocket_dyn_templates::{context, Template};

#[rocket::get("/")]
fn index() -> Template {
    Template::render("index", context! {})
}

#[rocket::launch]
fn rocket() -> _ {
    rocket::build().mount("/", rocket::routes![index]).attach(Template::fairing())
}
