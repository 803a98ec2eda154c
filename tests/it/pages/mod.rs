//! The pages, as a browser without scripts meets them.

mod accounts;
mod act_links;
mod archive;
mod browser;
mod entering;
mod forms;
mod heads;
mod list;
mod live;
mod overviews;
mod people;
mod routes;
mod safety;
mod sign_on;
