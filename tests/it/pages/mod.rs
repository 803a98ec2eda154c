//! The pages, as a browser without scripts meets them.

mod accounts;
mod act_links;
mod administration;
mod archive;
mod browser;
mod department;
mod deploying;
mod entering;
mod forms;
mod funnel;
mod heads;
mod list;
mod live;
mod matrix;
mod overtaken;
mod overviews;
mod packing;
mod people;
mod processes;
mod remarks;
mod routes;
mod safety;
mod set_aside;
mod sign_on;
mod typed;
mod workshop;
